import { type Finding, hasErrors } from '../../finding/finding.ts';
import { isDataFile } from '../../issue/read.ts';
import type { Rule } from '../rule.ts';

/** An issue has something to read. */
export const empty: Rule = function* (read): Generator<Finding> {
  const file = read.sources[0]?.file ?? '';
  // A machine form that is not right has no blocks for that reason.
  if (read.issue.blocks.length > 0 || (isDataFile(file) && hasErrors(read.findings))) return;
  yield {
    code: 'issue/empty',
    severity: 'error',
    message: 'This issue has nothing to read below its front matter',
    place: { file, line: 1, column: 1, endLine: 1, endColumn: 2 },
    advice: 'Write something, and it can be sent.',
  };
};
