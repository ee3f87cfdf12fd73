import type { Edit } from './fix.ts';
import type { Place } from './place.ts';

/** `error` stops `test` and `send`; `warning` is shown; `hint` only when asked for. */
export type Severity = 'error' | 'warning' | 'hint';

/** One thing that reading or checking has to say: what is wrong, where, and what to do about it. */
export interface Finding {
  /** Stable and documented, `family/name`: `link/undefined`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in the writer's words; no full stop at the end. */
  readonly message: string;
  readonly place?: Place;
  /** What to do about it, as a sentence. */
  readonly advice?: string;
  /** What mends it without guessing: edits that belong together. */
  readonly fix?: readonly Edit[];
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/** In reading order: by file, then line, then column; what has no place comes first. */
export function inReadingOrder<F extends Finding>(findings: readonly F[]): F[] {
  return [...findings].sort((a, b) => {
    const [p, q] = [a.place, b.place];
    if (!p || !q) return (p ? 1 : 0) - (q ? 1 : 0);
    if (p.file !== q.file) return p.file < q.file ? -1 : 1;
    return p.line - q.line || p.column - q.column;
  });
}
