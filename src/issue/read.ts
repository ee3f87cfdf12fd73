import type { Finding } from '../finding/finding.ts';
import { LineIndex } from '../finding/place.ts';
import type { IssueFiles } from './files.ts';
import { readDataIssue } from './read-data.ts';
import { plainText, type ReadIssue, type Source } from './read-issue.ts';
import { readMarkdownIssue } from './read-markdown.ts';

/** The endings of files that are issues. */
export const issueEndings = ['.md', '.markdown', '.yaml', '.yml', '.json'] as const;

/** Whether a file is in the machine form by its ending. */
function isDataFile(file: string): boolean {
  return /\.(ya?ml|json)$/i.test(file);
}

/** Reads an issue in whichever of its forms the file's ending names. Never fails; see `ReadIssue.findings`. */
export function readIssue(source: Source, files: IssueFiles): ReadIssue {
  const clean = { ...source, text: plainText(source.text) };
  const read = isDataFile(source.file) ? readDataIssue(clean) : readMarkdownIssue(clean, files);
  return { ...read, findings: [...read.sources.flatMap(foreignBytes), ...read.findings] };
}

/** Where bytes of a file were not UTF-8, reading it left the replacement character. */
function foreignBytes({ file, text }: Source): Finding[] {
  const at = text.indexOf('\ufffd');
  if (at < 0) return [];
  return [
    {
      code: 'file/encoding',
      severity: 'error',
      message: 'This file is not written in UTF-8, and readers would see � from here on',
      place: { file, ...new LineIndex(text).span(at, at + 1) },
      advice: 'Save it as UTF-8 in your editor.',
    },
  ];
}
