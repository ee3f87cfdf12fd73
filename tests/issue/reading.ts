import { checkIssue } from '../../src/check/check.ts';
import type { Finding } from '../../src/finding/finding.ts';
import type { Block, BlockKind, BlockOf } from '../../src/issue/block.ts';
import type { IssueFiles } from '../../src/issue/files.ts';
import { readIssue } from '../../src/issue/read.ts';
import type { ReadIssue } from '../../src/issue/read-issue.ts';
import { sampleContext } from '../check/sample-context.ts';

/** Reads prose as the body of an issue; its first line is line 4. */
export function readBody(body: string, files: Readonly<Record<string, string>> = {}): ReadIssue {
  return readIssue({ file: 'issues/a.md', text: `---\ntitle: A\n---\n${body}` }, folder(files));
}

/** Reads a whole file. */
export function readWhole(text: string, file = 'issues/a.md'): ReadIssue {
  return readIssue({ file, text }, folder({}));
}

/** Files by the path that leads to them from where the person stands. */
function folder(files: Readonly<Record<string, string>>): IssueFiles {
  return { read: (path) => files[path] };
}

/** The one block of a kind in a body, whatever else is there. */
export function blockOf<K extends BlockKind>(kind: K, body: string): BlockOf<K> {
  const found = readBody(body).issue.blocks.filter((block: Block) => block.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} blocks of ${kind}`);
  return found[0] as BlockOf<K>;
}

export function kindsOf(body: string): string[] {
  return readBody(body).issue.blocks.map(({ kind }) => kind);
}

/** Everything check has to say of an issue in a newsletter that knows `first_name` and `press`. */
export function checked(read: ReadIssue): Finding[] {
  return checkIssue(read, sampleContext);
}

export function codesIn(body: string): string[] {
  return checked(readBody(body)).map(({ code }) => code);
}

/** What stands in the file at the places of all findings, as `code: text`. */
export function markedIn(read: ReadIssue): string[] {
  return checked(read).map((finding) => `${finding.code}: ${textAt(read, finding)}`);
}

export function textAt(read: ReadIssue, { place }: Finding): string {
  const source = read.sources.find(({ file }) => file === place?.file)?.text ?? '';
  if (!place) return '';
  const lines = source.split('\n').slice(place.line - 1, place.endLine);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, place.endColumn - 1);
  lines[0] = (lines[0] ?? '').slice(place.column - 1);
  return lines.join('\n');
}
