import { sameSlug } from '../../check/same-slug.ts';
import { Failure } from '../../finding/failure.ts';
import { type Finding, hasErrors, inReadingOrder } from '../../finding/finding.ts';
import { countFindings } from '../../finding/format.ts';
import { githubAnnotation } from '../../finding/github.ts';
import { isStructural } from '../../issue/structural.ts';
import { findIssue, listIssues } from '../../newsletter/issues.ts';
import { type Newsletter, openNewsletter } from '../../newsletter/newsletter.ts';
import { askAtDesk } from '../ask-at-desk.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { printFindings } from '../findings.ts';
import {
  type IssueAtDesk,
  inspectAtDesk,
  prepareAtDesk,
  readAtDesk,
  readersAtDesk,
} from '../issue-at-desk.ts';
import { mend } from '../mend.ts';
import { findingFrom } from '../source-text.ts';

interface Options {
  readonly format: 'text' | 'json' | 'github';
  readonly strict?: boolean;
  readonly fix?: boolean;
  readonly list?: string;
  readonly links?: boolean;
}

/** An issue and all that is said of it. */
interface Checked {
  readonly issue: IssueAtDesk;
  readonly findings: readonly Finding[];
}

/** All issues that were asked for, and what was not judged of their links where the web was asked. */
interface Look {
  readonly checked: readonly Checked[];
  readonly ofLinks: string | undefined;
}

/** Checks the issues that are named, or all; errors end with 3, and with `--strict` warnings do too. */
export async function run(desk: Desk, words: readonly string[], options: Options): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const paths =
    words.length > 0 ? words.map((word) => findIssue(newsletter, word, desk.cwd)) : listIssues(newsletter);
  if (paths.length === 0) note(desk, 'There is no issue to check yet. Begin one: pennypost new "Title"');
  const look = () => checkAll(desk, newsletter, paths, options);
  const first = await look();
  const { checked, ofLinks } =
    options.fix === true && mendAll(desk, first.checked) > 0 ? await look() : first;
  report(desk, checked, desk.flags.json ? 'json' : options.format);
  if (ofLinks !== undefined) note(desk, ofLinks);
  const findings = checked.flatMap((one) => one.findings);
  const stops = hasErrors(options.strict === true ? findings.map(strictly) : findings);
  return stops ? exitCodes.issue : exitCodes.done;
}

async function checkAll(
  desk: Desk,
  newsletter: Newsletter,
  paths: readonly string[],
  { list, links }: Pick<Options, 'list' | 'links'>,
): Promise<Look> {
  const issues = paths.map((path) => readAtDesk(desk, newsletter, path));
  const read = issues.map((issue) => issue.read);
  const ofWeb = links === true ? await askAtDesk(desk, newsletter, read) : undefined;
  const checked: Checked[] = [];
  for (const issue of issues) {
    const ofMail = (await findingsOfMail(issue)).map((finding) => findingFrom(desk.cwd, finding));
    const told = checked.flatMap(({ findings }) => findings);
    const ofReaders = list === undefined ? [] : await findingsOfReaders(desk, issue, list);
    const besides = [...(ofWeb?.findingsOf(issue.read) ?? []), ...untold(ofMail, told), ...ofReaders];
    const own = [...issue.findings, ...sameSlug(issue.read, read), ...besides];
    checked.push({ issue, findings: inReadingOrder(own) });
  }
  return { checked, ofLinks: ofWeb?.summary };
}

async function findingsOfReaders(desk: Desk, issue: IssueAtDesk, name: string): Promise<Finding[]> {
  const { whichList } = await import('../which-list.ts');
  return withStore(issue.newsletter, async (store) =>
    readersAtDesk(desk, issue, store, await whichList(store, name)),
  );
}

/** @returns how many places were mended */
function mendAll(desk: Desk, checked: readonly Checked[]): number {
  const findings = checked.flatMap((one) => one.findings);
  if (desk.flags.dryRun) {
    const mendable = findings.filter(({ fix }) => fix !== undefined).length;
    note(desk, `${places(mendable)} would be mended. Nothing was changed: this is a dry run.`);
    return 0;
  }
  const mended = mend(desk, findings);
  note(desk, mended === 0 ? 'There was nothing to mend without guessing.' : `${places(mended)} mended.`);
  return mended;
}

function places(count: number): string {
  return count === 1 ? '1 place' : `${count} places`;
}

function strictly(finding: Finding): Finding {
  return finding.severity === 'warning' ? { ...finding, severity: 'error' } : finding;
}

function report(desk: Desk, checked: readonly Checked[], format: Options['format']): void {
  const findings = checked.flatMap((one) => one.findings);
  if (format === 'json') printJson(desk, { findings });
  else if (format === 'github') for (const finding of findings) print(desk, githubAnnotation(finding));
  else for (const one of checked) reportText(desk, one);
}

function reportText(desk: Desk, { issue, findings }: Checked): void {
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
