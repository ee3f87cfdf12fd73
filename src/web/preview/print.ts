import type { ReadIssue } from '../../issue/read-issue.ts';
import { inspectMail } from '../../mailing/inspection.ts';
import { type PreparedIssue, prepareIssue } from '../../mailing/prepare.ts';
import { checkContext } from '../../newsletter/check-context.ts';
import type { Newsletter } from '../../newsletter/newsletter.ts';
import type { Theme } from '../../render/theme/theme.ts';
import { shownFindings } from './draft.ts';
import type { ShownFinding } from './shown-finding.ts';

/** An issue rendered, with all it was made from. */
export interface Print {
  readonly prepared: PreparedIssue;
  readonly theme: Theme;
  /** What `check` says of the mail, besides what it says of the issue. */
  readonly findings: readonly ShownFinding[];
}

/** Renders an issue for all readers and for each segment of its own; what has not changed is not made again. */
export async function printOf(
  before: Print | undefined,
  newsletter: Newsletter,
  path: string,
  read: ReadIssue,
  theme: Theme,
): Promise<Print> {
  const prepared = prepareIssue(newsletter, path, read, theme);
  if (before?.theme === theme && isSame(before.prepared, prepared)) return before;
  await prepared.render(new Set());
  for (const segment of prepared.segments.keys()) await prepared.render(new Set([segment]));
  const findings = await inspectMail(prepared, read, checkContext(newsletter, path));
  return { prepared, theme, findings: shownFindings(newsletter, read, findings) };
}

function isSame(a: PreparedIssue, b: PreparedIssue): boolean {
  return (
    a.newsletter === b.newsletter &&
    JSON.stringify([a.sources, a.pictures.map(({ src, cid }) => [src, cid])]) ===
      JSON.stringify([b.sources, b.pictures.map(({ src, cid }) => [src, cid])])
  );
}
