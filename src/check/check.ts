import { type Finding, inReadingOrder } from '../finding/finding.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import { isStructural } from '../issue/structural.ts';
import { readersRules } from './readers/rules.ts';
import { type CheckContext, findingsOf, type Readership } from './rule.ts';
import { issueRules, specimenRules } from './rules.ts';
import type { Specimen } from './specimen/specimen.ts';
import { switched } from './switches.ts';

/**
 * All there is to say of an issue as it was written, in reading order: what reading found, then what the rules find.
 * Structural faults come alone, since what stands behind them may be somewhere else.
 */
export function checkIssue(read: ReadIssue, context: CheckContext): Finding[] {
  if (read.findings.some(isStructural)) return inReadingOrder(read.findings);
  const remarks = issueRules.flatMap((rule) => [...rule.find(read, context)]);
  const findings = switched([...findingsOf(issueRules, remarks)], context.switches);
  return inReadingOrder([...read.findings, ...findings]);
}

/** All there is to say of a copy of its mail besides, in reading order. */
export function checkSpecimen(specimen: Specimen, context: CheckContext): Finding[] {
  const remarks = specimenRules.flatMap((rule) => [...rule.find(specimen, context)]);
  return inReadingOrder(switched([...findingsOf(specimenRules, remarks)], context.switches));
}

/** All there is to say of what an issue says to the readers of a list, in reading order. */
export function checkReaders(read: ReadIssue, readership: Readership, context: CheckContext): Finding[] {
  const remarks = readersRules.flatMap((rule) => [...rule.find(read, readership, context)]);
  return inReadingOrder(switched([...findingsOf(readersRules, remarks)], context.switches));
}
