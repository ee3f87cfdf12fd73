import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { Failure } from '../finding/failure.ts';
import { nearest } from '../finding/nearest.ts';
import type { IssueFiles } from '../issue/files.ts';
import { issueEndings, readIssue } from '../issue/read.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import { slugOfFile } from '../issue/slug.ts';
import { asTyped } from './as-typed.ts';
import type { Newsletter } from './newsletter.ts';

/** The folder of a newsletter's issues. */
export const issuesFolder = 'issues';

/** Every issue's absolute path, the oldest first: names begin with their date. */
export function listIssues(newsletter: Newsletter): string[] {
  const folder = join(newsletter.folder, issuesFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(isIssueFile)
    .sort()
    .map((name) => join(folder, name));
}

function isIssueFile(name: string): boolean {
  const lower = name.toLowerCase();
  return issueEndings.some((ending) => lower.endsWith(ending)) && !/^[._]|^readme\./.test(lower);
}

/**
 * The issue a person means: a path, a file's name with or without its ending, or the end of one
 * (`hello` for `2026-11-22-hello.md`).
 * @throws {Failure} `issue/not-found`, `issue/ambiguous`
 */
export function findIssue(newsletter: Newsletter, wanted: string, cwd: string): string {
  const direct = [resolve(cwd, wanted), join(newsletter.folder, wanted)].find(isFile);
  if (direct) return direct;
  const issues = listIssues(newsletter);
  const bySlug = new Map(issues.map((path) => [slugOfFile(path), path]));
  const slug = slugOfFile(`${wanted.replace(/\.[^.]*$/, '')}.`);
  const exact = bySlug.get(slug);
  if (exact) return exact;
  const ending = [...bySlug].filter(([name]) => name.endsWith(`-${slug}`));
  if (ending.length === 1 && ending[0]) return ending[0][1];
  throw ending.length > 1
    ? ambiguous(
        wanted,
        ending.map(([name]) => name),
      )
    : notFound(wanted, [...bySlug.keys()]);
}

function isFile(path: string): boolean {
  return (
    isIssueFile(path.replace(/^.*[\\/]/, '')) && statSync(path, { throwIfNoEntry: false })?.isFile() === true
  );
}

function ambiguous(wanted: string, names: readonly string[]): Failure {
  return new Failure('usage', 'issue/ambiguous', `“${wanted}” could be any of ${names.join(', ')}`, {
    advice: 'Name the one you mean in full.',
    undone: 'Nothing was done.',
  });
}

function notFound(wanted: string, slugs: readonly string[]): Failure {
  const short = slugs.map((slug) => slug.replace(/^\d{4}-\d{2}-\d{2}-/, ''));
  const meant = nearest(wanted, [...slugs, ...short]);
  const newest = slugs.at(-1);
  return new Failure('usage', 'issue/not-found', `There is no issue “${wanted}”`, {
    advice: meant
      ? `Did you mean ${meant}?`
      : newest
        ? `The newest one is ${newest}.`
        : 'Begin one: pennypost new "Title"',
    undone: 'Nothing was done.',
  });
}

/** Reads an issue from disk; faults name it as a person standing in `cwd` would type it. */
export function openIssue(newsletter: Newsletter, path: string, cwd: string): ReadIssue {
  return readIssue({ file: asTyped(path, cwd), text: readFileSync(path, 'utf8') }, filesOf(newsletter, cwd));
}

/** Included files, kept inside the newsletter's folder whatever links and dots their paths hold. */
function filesOf(newsletter: Newsletter, cwd: string): IssueFiles {
  return {
    read: (path) => {
      const found = inside(newsletter, resolve(cwd, path));
      return found === undefined ? undefined : readFileSync(found, 'utf8');
    },
  };
}

/** The real path of a file inside the newsletter's folder, or nothing. */
export function inside(newsletter: Newsletter, path: string): string | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const real = realpathSync(path);
  const way = relative(realpathSync(newsletter.folder), real);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? undefined : real;
}

/** Where a picture of an issue lies, by its path from the issue's own folder. */
export function pictureFile(newsletter: Newsletter, issuePath: string, src: string): string | undefined {
  return inside(newsletter, resolve(dirname(issuePath), decodePath(src)));
}

function decodePath(src: string): string {
  try {
    return decodeURIComponent(src);
  } catch {
    return src;
  }
}
