import type { z } from 'zod';
import type { Finding } from './finding.ts';
import { nearest } from './nearest.ts';
import type { Place } from './place.ts';

type Path = readonly PropertyKey[];
type ZodIssue = z.core.$ZodIssue;

/** Finds in a file what a schema speaks of by path. */
export interface Locator {
  value(path: Path): Place | undefined;
  key(path: Path): Place | undefined;
  /** A place within the text at a path, given as counted from the beginning of that text. */
  inside(path: Path, relative: Place): Place | undefined;
  /** The text or the number that stands at a path. */
  said(path: Path): string | undefined;
  /** The keys that the map at a path may have. */
  knownKeys(path: Path): readonly string[];
}

/** What zod says of a file, as findings with places and codes of one family. */
export function schemaFindings(issues: readonly ZodIssue[], family: string, locator: Locator): Finding[] {
  return issues.flatMap((issue) => {
    const carried = carriedFinding(issue);
    if (carried)
      return [{ ...carried, ...placed(carried.place && locator.inside(issue.path, carried.place)) }];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey([...issue.path, key], key, family, locator));
    }
    if (issue.code === 'invalid_union') return unionFindings(issue, family, locator);
    if (issue.code === 'invalid_key' || isAboutKey(issue)) return [keyFinding(issue, family, locator)];
    return [valueFinding(issue, family, locator)];
  });
}

/** A fault found inside a text of the file travels through zod as it is. */
function carriedFinding(issue: ZodIssue): Finding | undefined {
  return issue.code === 'custom' ? (issue.params?.['finding'] as Finding | undefined) : undefined;
}

function placed(place: Place | undefined): { place?: Place } {
  return place ? { place } : {};
}

function unknownKey(path: Path, key: string, family: string, locator: Locator): Finding {
  const outer = path.slice(0, -1);
  return {
    code: `${family}/unknown-key`,
    severity: 'error',
    message: `There is no “${key}”${outer.length > 0 ? ` in ${spoken(outer)}` : ''}`,
    ...placed(locator.key(path)),
    advice: oneOf(key, locator.knownKeys(outer)),
  };
}

function isAboutKey(issue: ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.['at'] === 'key';
}

/** A key that may not be there, or not be spelt so. */
function keyFinding(issue: ZodIssue, family: string, locator: Locator): Finding {
  const about = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue;
  return {
    code: `${family}/${codeName(issue.path.slice(0, -1))}`,
    severity: 'error',
    ...predicate(`“${String(issue.path.at(-1))}”`, about),
    ...placed(locator.key(issue.path)),
  };
}

/** Of the branches of a union, the one that fits best says what is wrong. */
function unionFindings(
  issue: Extract<ZodIssue, { code: 'invalid_union' }>,
  family: string,
  locator: Locator,
): Finding[] {
  const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
  if (depth(best) === 0) return [valueFinding(issue, family, locator)];
  const rooted = best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  return schemaFindings(rooted, family, locator);
}

function depth(issues: readonly ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'custom' ? 1 : 0)));
}

function valueFinding(issue: ZodIssue, family: string, locator: Locator): Finding {
  const place = locator.value(issue.path);
  const name = String(issue.path.at(-1) ?? '');
  if (!place && issue.path.length > 0) {
    return {
      code: `${family}/missing`,
      severity: 'error',
      message: `There is no ${spoken(issue.path)}`,
      ...placed(locator.value(issue.path.slice(0, -1))),
      advice: `Add “${name}: …”.`,
    };
  }
  const choices = choicesOf(issue);
  const said = locator.said(issue.path);
  const words: Pick<Finding, 'message' | 'advice'> =
    choices.length > 0 && said !== undefined
      ? { message: `There is no ${name} “${said}”`, advice: oneOf(said, choices) }
      : predicate(spoken(issue.path), issue);
  return {
    code: `${family}/${ownCode(issue) ?? codeName(issue.path)}`,
    severity: 'error',
    ...words,
    ...placed(place),
  };
}

/** The values there may be, where there are few. */
function choicesOf(issue: ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  const { options } = issue as { options?: readonly unknown[] };
  if (options) return options.map(String);
  const lone = issue.errors.map((branch) => branch[0]);
  return lone.every((inner) => inner?.code === 'invalid_value')
    ? lone.flatMap((inner) => choicesOf(inner!))
    : [];
}

function oneOf(said: string, known: readonly string[]): string {
  const meant = nearest(said, known);
  if (meant !== undefined) return `Did you mean “${meant}”?`;
  return known.length > 0 ? `It may be ${known.join(', ').replace(/, ([^,]*)$/, ' or $1')}.` : 'Take it out.';
}

/** A path as people count: “title” in item 3 in block 1. */
function spoken(path: Path): string {
  if (path.length === 0) return 'This file';
  if (path.every((part) => typeof part === 'string')) return `“${path.join('.')}”`;
  const parts: string[] = [];
  for (const part of path) {
    if (typeof part === 'number') parts.push(`${singular(parts.pop() ?? '')} ${part + 1}`);
    else parts.push(`“${String(part)}”`);
  }
  return parts.reverse().join(' in ');
}

function singular(quoted: string): string {
  return /^“(?:block|item|row|server)s”$/.test(quoted) ? quoted.slice(1, -2) : quoted;
}

/** For values whose key is the writer's own word, which no code may be made of. */
function ownCode(issue: ZodIssue): string | undefined {
  const own: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
  return typeof own === 'string' ? own : undefined;
}

function codeName(path: Path): string {
  const name = path.findLast((part) => typeof part === 'string') ?? 'value';
  return String(name)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

/**
 * Our own messages are written to stand behind the name of a key, with advice behind a semicolon;
 * zod's are put into the same form.
 */
function predicate(subject: string, issue: ZodIssue): Pick<Finding, 'message' | 'advice'> {
  const own = /^[a-z]/.test(issue.message) ? issue.message : demand(issue);
  const [, what = own, advice] = /^(.*); ([a-z].*)$/s.exec(own) ?? [];
  const message = `${subject} ${what}`;
  return advice === undefined
    ? { message }
    : { message, advice: `${advice[0]?.toUpperCase()}${advice.slice(1)}.` };
}

const demands: Readonly<Record<string, string>> = {
  string: 'must be text; put quotes around it',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must hold keys with their values',
  record: 'must hold keys with their values',
};

function demand(issue: ZodIssue): string {
  if (issue.code === 'invalid_type') return demands[issue.expected] ?? `must be ${issue.expected}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  return `is not right: ${issue.message.replace(/^Invalid input: /, '')}`;
}
