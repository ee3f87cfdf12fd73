import type { Finding } from '../../finding/finding.ts';
import type { Rule } from '../rule.ts';

/** An issue has something to read. */
export const empty: Rule = {
  helps: [
    {
      code: 'issue/empty',
      severity: 'error',
      about: 'An issue has something to read below its front matter.',
      wrong: '',
      right: 'Dear reader, here is what is new.',
    },
  ],
  *find(read) {
    const file = read.sources[0]?.file ?? '';
    if (read.issue.blocks.length > 0 || read.findings.some(emptiesIssue)) return;
    yield {
      code: 'issue/empty',
      message: 'This issue has nothing to read below its front matter',
      place: { file, line: 1, column: 1, endLine: 1, endColumn: 2 },
      advice: 'Write something, and it can be sent.',
    };
  },
};

/** Faults for which blocks are left out of the issue: they say enough. */
function emptiesIssue({ code, severity }: Finding): boolean {
  return severity === 'error' && !code.startsWith('front-matter/');
}
