import type { z } from 'zod';
import type { Finding } from './finding.ts';
import { nearest } from './nearest.ts';
import type { Place } from './place.ts';

type Path = readonly PropertyKey[];

/** Finds in a file what a schema speaks of by path. */
export interface Locator {
  value(path: Path): Place | undefined;
  key(path: Path): Place | undefined;
  /** A place within the text at a path, given as counted from the beginning of that text. */
  inside(path: Path, relative: Place): Place | undefined;
  /** The keys that the map at a path may have. */
  knownKeys(path: Path): readonly string[];
}

/** What zod says of a file, as findings with places and codes of one family. */
export function schemaFindings(
  issues: readonly z.core.$ZodIssue[],
  family: string,
  locator: Locator,
): Finding[] {
  return issues.flatMap((issue) => {
    const carried = carriedFinding(issue);
    if (carried)
      return [{ ...carried, ...placed(carried.place && locator.inside(issue.path, carried.place)) }];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey([...issue.path, key], key, family, locator));
    }
    if (issue.code === 'invalid_union') return unionFindings(issue, family, locator);
    return [valueFinding(issue, family, locator)];
  });
}

/** A fault found inside a text of the file travels through zod as it is. */
function carriedFinding(issue: z.core.$ZodIssue): Finding | undefined {
  return issue.code === 'custom' ? (issue.params?.['finding'] as Finding | undefined) : undefined;
}

function placed(place: Place | undefined): { place?: Place } {
  return place ? { place } : {};
}

function unknownKey(path: Path, key: string, family: string, locator: Locator): Finding {
  const outer = path.slice(0, -1);
  const known = locator.knownKeys(outer);
  const meant = nearest(key, known);
  const where = outer.length > 0 ? ` in “${dotted(outer)}”` : '';
  return {
    code: `${family}/unknown-key`,
    severity: 'error',
    message: `There is no “${key}”${where}`,
    ...placed(locator.key(path)),
    advice: meant ? `Did you mean “${meant}”?` : `There may be ${known.join(', ')}.`,
  };
}

/** Of the branches of a union, the one that fits best says what is wrong. */
function unionFindings(
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
  family: string,
  locator: Locator,
): Finding[] {
  const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
  if (depth(best) === 0) return [valueFinding(issue, family, locator)];
  const rooted = best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  return schemaFindings(rooted, family, locator);
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'custom' ? 1 : 0)));
}

function valueFinding(issue: z.core.$ZodIssue, family: string, locator: Locator): Finding {
  const place = locator.value(issue.path);
  if (!place) {
    return {
      code: `${family}/missing`,
      severity: 'error',
      message: `There is no “${dotted(issue.path)}”`,
      ...placed(locator.value(issue.path.slice(0, -1))),
      advice: `Add “${String(issue.path.at(-1))}: …”.`,
    };
  }
  return {
    code: `${family}/${codeName(issue.path)}`,
    severity: 'error',
    message: `“${dotted(issue.path)}” ${predicate(issue.message)}`,
    place,
  };
}

function dotted(path: Path): string {
  return path.map(String).join('.');
}

function codeName(path: Path): string {
  const name = path.findLast((part) => typeof part === 'string') ?? 'value';
  return String(name)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

/** Our own messages are written to stand behind the name of a key; zod's are sentences. */
function predicate(message: string): string {
  return /^[a-z]/.test(message) ? message : `is not right: ${message.replace(/^Invalid input: /, '')}`;
}
