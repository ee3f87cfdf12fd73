import { sameSlug } from '../../check/same-slug.ts';
import { Failure } from '../../finding/failure.ts';
import { type Finding, hasErrors, inReadingOrder } from '../../finding/finding.ts';
import { countFindings } from '../../finding/format.ts';
import { isStructural } from '../../issue/structural.ts';
import { findIssue, listIssues } from '../../newsletter/issues.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { type Desk, note, printJson } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { printFindings } from '../findings.ts';
import { type IssueAtDesk, inspectAtDesk, prepareAtDesk, readAtDesk } from '../issue-at-desk.ts';
import { findingFrom } from '../source-text.ts';

/** Checks the issues that are named, or all; errors end with 3, and with `--strict` warnings do too. */
export async function run(
  desk: Desk,
  words: readonly string[],
  options: { format: 'text' | 'json'; strict?: boolean },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const paths =
    words.length > 0 ? words.map((word) => findIssue(newsletter, word, desk.cwd)) : listIssues(newsletter);
  if (paths.length === 0) note(desk, 'There is no issue to check yet. Begin one: pennypost new "Title"');
  const issues = paths.map((path) => readAtDesk(desk, newsletter, path));
  const read = issues.map((issue) => issue.read);
  const findings: Finding[] = [];
  for (const issue of issues) {
    const ofMail = (await findingsOfMail(issue)).map((finding) => findingFrom(desk.cwd, finding));
    const own = inReadingOrder([
      ...issue.findings,
      ...sameSlug(issue.read, read),
      ...untold(ofMail, findings),
    ]);
    findings.push(...own);
    if (options.format === 'text' && !desk.flags.json) report(desk, issue, own);
  }
  if (options.format === 'json' || desk.flags.json) printJson(desk, { findings });
  const stops =
    hasErrors(findings) ||
    (options.strict === true && findings.some(({ severity }) => severity === 'warning'));
  return stops ? exitCodes.issue : exitCodes.done;
}

function report(desk: Desk, issue: IssueAtDesk, findings: readonly Finding[]): void {
  printFindings(desk, findings, issue.read.sources);
  note(desk, `${issue.read.sources[0]?.file}: ${countFindings(findings)}`);
}

/** A fault of the templates is told once, not for every issue. */
function untold(faults: readonly Finding[], told: readonly Finding[]): Finding[] {
  return faults.filter((fault) => !told.some((known) => JSON.stringify(known) === JSON.stringify(fault)));
}

/** What there is to say of the mail; of the templates alone, where they are at fault. */
async function findingsOfMail(issue: IssueAtDesk): Promise<readonly Finding[]> {
  if (issue.findings.some(isStructural)) return [];
  try {
    return await inspectAtDesk(issue, await prepareAtDesk(issue));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.findings.length > 0) return error.findings;
    const { code, message, advice } = error;
    return [{ code, severity: 'error', message, ...(advice ? { advice } : {}) }];
  }
}
