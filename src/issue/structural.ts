import type { Finding } from '../finding/finding.ts';

/** Faults that swallow or displace what follows them: whatever else is found then may not be true. */
const structural = new Set([
  'front-matter/none',
  'front-matter/unclosed',
  'directive/unclosed',
  'directive/stray-close',
  'markdown/too-deep',
  'data/syntax',
  'data/alias',
  'data/too-deep',
]);

/** All findings, or only the structural ones where there are any. */
export function structuralFirst(findings: readonly Finding[]): readonly Finding[] {
  const first = findings.filter(isStructural);
  return first.length > 0 ? first : findings;
}

export function isStructural(finding: Finding): boolean {
  return structural.has(finding.code);
}
