import { type Finding, inReadingOrder } from '../finding/finding.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import { isStructural } from '../issue/structural.ts';
import type { CheckContext, Rule } from './rule.ts';
import { empty } from './rules/empty.ts';
import { fieldInTitle, fields } from './rules/fields.ts';
import { links } from './rules/links.ts';
import { pictures } from './rules/pictures.ts';
import { segments } from './rules/segments.ts';

const rules: readonly Rule[] = [empty, links, fields, fieldInTitle, pictures, segments];

/**
 * All there is to say of an issue, in reading order: what reading found, then what the rules find.
 * Structural faults come alone, since what stands behind them may be somewhere else.
 */
export function checkIssue(read: ReadIssue, context: CheckContext): Finding[] {
  if (read.findings.some(isStructural)) return inReadingOrder(read.findings);
  return inReadingOrder([...read.findings, ...rules.flatMap((rule) => [...rule(read, context)])]);
}
