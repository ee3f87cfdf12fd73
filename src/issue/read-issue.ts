import type { Finding } from '../finding/finding.ts';
import type { Issue } from './issue.ts';
import type { Places } from './places.ts';

/** A file as it was read from disk, under the name a person would type for it. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** Without a byte order mark, and with line ends that every reader of text takes for such. */
export function plainText(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r(?!\n)/g, '\n');
}

/** What reading a file gives: the issue as far as it could be read, where its parts stand, and what is wrong. */
export interface ReadIssue {
  readonly issue: Issue;
  readonly places: Places;
  /** The issue's own file first, then the ones it includes. */
  readonly sources: readonly Source[];
  /** What reading itself found; when a structural error is among them, only structural ones. */
  readonly findings: readonly Finding[];
}
