import { formatMailbox } from '../address/mailbox.ts';
import type { Finding } from '../finding/finding.ts';
import { countFindings } from '../finding/format.ts';
import type { LeftOut } from '../mailing/audience.ts';
import type { MailingForecast } from '../mailing/pace/forecast.ts';
import type { Limits } from '../mailing/pace/limits.ts';
import type { PreparedIssue } from '../mailing/prepare.ts';
import { describeDuration } from '../newsletter/duration.ts';
import type { TestCopy } from '../store/tests.ts';
import { type Desk, note, printJson } from './desk.ts';
import { timeRow } from './plan-time.ts';

/** What is about to happen, as a person decides on it. */
export interface Plan {
  readonly prepared: PreparedIssue;
  /** What check has said of it; no errors. */
  readonly findings: readonly Finding[];
  readonly subject: string;
  readonly mailDescribed: string;
  readonly list: string;
  readonly segment: string | undefined;
  /** The issue gets a page in the archive. */
  readonly isPublic: boolean;
  readonly recipients: number;
  readonly leftOut: LeftOut;
  readonly lastTest: TestCopy | undefined;
  readonly limits: Limits;
  readonly forecast: MailingForecast;
}

export function tellPlan(desk: Desk, plan: Plan): void {
  const { prepared, recipients, leftOut, lastTest } = plan;
  if (desk.flags.json) {
    const { issue, from } = prepared;
    const { subject, list, segment, mailDescribed } = plan;
    printJson(desk, {
      event: 'plan',
      issue: issue.slug,
      from: formatMailbox(from),
      subject,
      list,
      segment,
      public: plan.isPublic,
      recipients,
      leftOut,
      through: mailDescribed,
      warnings: plan.findings.filter(({ severity }) => severity === 'warning').length,
      testedAt: lastTest && new Date(lastTest.at).toISOString(),
      atLeastSeconds: Math.round(plan.forecast.takes / 1000),
    });
    return;
  }
  note(desk, `Mail goes to ${plan.mailDescribed}.`);
  note(desk);
  note(desk, `  issue    ${prepared.issue.title}  (${prepared.sources[0]?.file})`);
  note(desk, `  from     ${formatMailbox(prepared.from)}`);
  note(desk, `  subject  ${plan.subject}`);
  note(
    desk,
    `  to       ${people(recipients)} on ${plan.list}${plan.segment === undefined ? '' : `, ${plan.segment}`}`,
  );
  for (const row of leftOutRows(leftOut)) note(desk, `           ${row}`);
  note(desk, `  checked  ${checkedRow(plan.findings)}`);
  note(desk, `  tested   ${testedRow(desk, lastTest)}`);
  if (!plan.isPublic && plan.segment !== undefined) note(desk, `  web      ${noPage}`);
  const time = timeRow(plan.limits, plan.forecast);
  if (time) note(desk, `  takes    ${time}`);
  note(desk);
}

const noPage = 'no page in the archive, as it goes to a segment; “archive: yes” in the issue makes one';

export function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}

function leftOutRows(leftOut: LeftOut): string[] {
  const reasons: readonly [number, string][] = [
    [leftOut.unsubscribed, 'unsubscribed'],
    [leftOut.suppressed, 'suppressed: bounced, complained or blocked'],
    [leftOut.pending, 'never confirmed'],
    [leftOut.paused, 'in a pause they have asked for'],
    [leftOut.outsideSegment, 'outside the segment'],
    [leftOut.hadIt, 'had this issue before'],
    [leftOut.beyondLimit, 'beyond the limit'],
  ];
  return reasons.filter(([count]) => count > 0).map(([count, why]) => `not to ${count}: ${why}`);
}

function checkedRow(findings: readonly Finding[]): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  return warnings.length === 0 ? 'nothing to mend' : `${countFindings(warnings)}, shown above`;
}

function testedRow(desk: Desk, lastTest: TestCopy | undefined): string {
  if (!lastTest) return 'this text was never tested as it stands';
  return `${describeDuration(desk.io.now() - lastTest.at)} ago, to ${lastTest.email}`;
}
