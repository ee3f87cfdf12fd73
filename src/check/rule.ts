import type { Finding, Severity } from '../finding/finding.ts';
import type { ReadIssue } from '../issue/read-issue.ts';

/** What a rule may know besides the issue: what the settings name and which pictures lie beside it. */
export interface CheckContext {
  readonly fields: readonly string[];
  readonly segments: readonly string[];
  /** Whether a picture given by its path from the issue is there and inside the newsletter's folder. */
  readonly hasPicture: (src: string) => boolean;
}

/** A rule takes values and returns findings; it asks nobody. */
export type Rule = (read: ReadIssue, context: CheckContext) => Iterable<Finding>;

/**
 * A finding of a rule at a node of the issue: `target` where the address it leads to is
 * written, `source` where its picture's is, `node` where it stands.
 */
export function at(
  read: ReadIssue,
  node: object,
  where: 'node' | 'target' | 'source',
  finding: { code: string; severity?: Severity; message: string; advice: string },
): Finding {
  const place = where === 'node' ? read.places.of(node) : read.places[where](node);
  return { severity: 'error', ...finding, ...(place ? { place } : {}) };
}
