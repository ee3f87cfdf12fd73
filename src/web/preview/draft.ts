import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkIssue } from '../../check/check.ts';
import { Failure } from '../../finding/failure.ts';
import type { Finding } from '../../finding/finding.ts';
import { readIssue } from '../../issue/read.ts';
import type { ReadIssue } from '../../issue/read-issue.ts';
import { picturesOf } from '../../issue/walk.ts';
import { asTyped } from '../../newsletter/as-typed.ts';
import { checkContext } from '../../newsletter/check-context.ts';
import { inside } from '../../newsletter/issues.ts';
import type { Newsletter } from '../../newsletter/newsletter.ts';
import { blockPlace } from './block-place.ts';
import { type ShownFinding, showFinding } from './shown-finding.ts';

/** An issue as its files now stand, read and checked. */
export interface Draft {
  readonly read: ReadIssue;
  readonly findings: readonly ShownFinding[];
  /** Absolute paths of all it is made from, those too that are not there yet. */
  readonly files: ReadonlySet<string>;
}

/** @throws {Failure} `issue/gone` when there is no such file (any more). */
export function readDraft(newsletter: Newsletter, path: string): Draft {
  const files = new Set([path]);
  const read = readIssue(
    { file: asTyped(path, newsletter.folder), text: textOf(newsletter, path) },
    { read: (file) => includedText(newsletter, resolve(newsletter.folder, file), files) },
  );
  for (const { src } of picturesOf(read.issue.blocks)) {
    if (isLocal(src)) files.add(resolve(dirname(path), src));
  }
  return { read, findings: findingsOf(newsletter, path, read), files };
}

function textOf(newsletter: Newsletter, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Failure('issue', 'issue/gone', `${asTyped(path, newsletter.folder)} cannot be read.`, {
      advice: 'Put the file back, or choose another issue.',
      cause,
    });
  }
}

/** Remembers the file whether or not it is there, so that the page changes when it comes. */
function includedText(newsletter: Newsletter, path: string, files: Set<string>): string | undefined {
  files.add(path);
  const found = inside(newsletter, path);
  return found === undefined ? undefined : readFileSync(found, 'utf8');
}

export function isLocal(src: string): boolean {
  return src.trim() !== '' && !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(src);
}

function findingsOf(newsletter: Newsletter, path: string, read: ReadIssue): ShownFinding[] {
  return shownFindings(newsletter, read, checkIssue(read, checkContext(newsletter, path)));
}

/** Findings of an issue with all that the page says of them. */
export function shownFindings(
  newsletter: Newsletter,
  read: ReadIssue,
  findings: readonly Finding[],
): ShownFinding[] {
  const texts = new Map(read.sources.map(({ file, text }) => [file, text]));
  return findings.map((finding) => ({
    ...showFinding(finding, newsletter.folder, texts),
    block: blockPlace(read, finding.place),
  }));
}
