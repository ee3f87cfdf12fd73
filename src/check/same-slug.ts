import type { Finding } from '../finding/finding.ts';
import type { Place } from '../finding/place.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import { isStructural } from '../issue/structural.ts';

/** Says which other issues, among `issues`, have the slug of this one. */
export function sameSlug(read: ReadIssue, issues: readonly ReadIssue[]): Finding[] {
  if (isUnsure(read)) return [];
  const { slug } = read.issue;
  const others = issues
    .filter((other) => other.issue.slug === slug && fileOf(other) !== fileOf(read) && !isUnsure(other))
    .map(fileOf);
  if (others.length === 0) return [];
  return [
    {
      code: 'issue/same-slug',
      severity: 'warning',
      message: `“${slug}” is the slug of ${[...new Set(others)].join(' and ')} too`,
      place: read.places.slug ?? firstLine(read),
      advice:
        'Give each its own, by a line “slug: …” or the name of its file: addresses and mailings are told apart by it.',
    },
  ];
}

/** What was read of it may not be true. */
function isUnsure({ findings }: ReadIssue): boolean {
  return findings.some(isStructural);
}

function fileOf({ sources }: ReadIssue): string {
  return sources[0]?.file ?? '';
}

function firstLine(read: ReadIssue): Place {
  const [line = ''] = (read.sources[0]?.text ?? '').split(/\r?\n/, 1);
  return { file: fileOf(read), line: 1, column: 1, endLine: 1, endColumn: Math.max(2, line.length + 1) };
}
