import type { IssueFiles } from './files.ts';
import { readDataIssue } from './read-data.ts';
import { plainText, type ReadIssue, type Source } from './read-issue.ts';
import { readMarkdownIssue } from './read-markdown.ts';

/** The endings of files that are issues. */
export const issueEndings = ['.md', '.markdown', '.yaml', '.yml', '.json'] as const;

/** Whether a file is in the machine form by its ending. */
export function isDataFile(file: string): boolean {
  return /\.(ya?ml|json)$/i.test(file);
}

/** Reads an issue in whichever of its forms the file's ending names. Never fails; see `ReadIssue.findings`. */
export function readIssue(source: Source, files: IssueFiles): ReadIssue {
  const clean = { ...source, text: plainText(source.text) };
  return isDataFile(source.file) ? readDataIssue(clean) : readMarkdownIssue(clean, files);
}
