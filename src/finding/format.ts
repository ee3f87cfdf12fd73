import { excerpt, noteIndent } from './excerpt.ts';
import type { Finding } from './finding.ts';
import { coverSecrets } from './secret.ts';
import { visible } from './visible.ts';

/** How the parts of a message are painted; plain functions that return their text leave it bare. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

const bare = (text: string): string => text;
export const noPaint: Paint = { error: bare, warning: bare, faint: bare, strong: bare };

/**
 * A finding as people read it: `file:line:column` first, so that terminals link it, then an excerpt with
 * carets and what to do. `source` is the text of the place's file, where it is at hand.
 */
export function formatFinding(finding: Finding, source: string | undefined, paint: Paint): string {
  const { place, severity, message, advice, code } = finding;
  const colour = severity === 'error' ? paint.error : severity === 'warning' ? paint.warning : paint.faint;
  const where = place ? `${paint.strong(`${place.file}:${place.line}:${place.column}`)}  ` : '';
  const rows = [`${where}${colour(severity)}  ${visible(message)}  ${paint.faint(code)}`];
  if (place && source !== undefined) {
    const shown = excerpt(source, place, code.startsWith('settings/') ? coverSecrets : undefined);
    rows.push(...shown.slice(0, -1).map(paint.faint), colour(shown.at(-1) ?? ''));
  }
  if (advice) rows.push(`${place ? noteIndent(place) : '  = '}${visible(advice)}`);
  return rows.join('\n');
}

/** “2 errors and 1 warning”; hints are counted only when they are all there is. */
export function countFindings(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity'], one: string, many: string): string[] => {
    const n = findings.filter((finding) => finding.severity === severity).length;
    return n === 0 ? [] : [`${n} ${n === 1 ? one : many}`];
  };
  const parts = [...count('error', 'error', 'errors'), ...count('warning', 'warning', 'warnings')];
  return parts.join(' and ') || count('hint', 'hint', 'hints').join('') || 'no findings';
}
