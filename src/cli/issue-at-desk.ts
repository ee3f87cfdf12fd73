import { checkIssue, checkReaders } from '../check/check.ts';
import { Failure } from '../finding/failure.ts';
import { type Finding, hasErrors, inReadingOrder } from '../finding/finding.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import { fieldsOf } from '../issue/walk.ts';
import type { PictureWay, PreparedIssue } from '../mailing/prepare.ts';
import { checkContext } from '../newsletter/check-context.ts';
import { findIssue, openIssue } from '../newsletter/issues.ts';
import { type Newsletter, openNewsletter } from '../newsletter/newsletter.ts';
import { themeFolders } from '../newsletter/theme-folder.ts';
import type { ConvertMjml } from '../render/html/convert.ts';
import type { Theme } from '../render/theme/theme.ts';
import type { List } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import type { Desk } from './desk.ts';
import { printFindings } from './findings.ts';

/** An issue as a command has it in hand: read, and checked as far as reading and rules go. */
export interface IssueAtDesk {
  readonly newsletter: Newsletter;
  readonly path: string;
  readonly read: ReadIssue;
  readonly findings: readonly Finding[];
}

export function issueAtDesk(desk: Desk, wanted: string): IssueAtDesk {
  const newsletter = openNewsletter(desk.cwd);
  return readAtDesk(desk, newsletter, findIssue(newsletter, wanted, desk.cwd));
}

export function readAtDesk(desk: Desk, newsletter: Newsletter, path: string): IssueAtDesk {
  const read = openIssue(newsletter, path, desk.cwd);
  return { newsletter, path, read, findings: checkIssue(read, checkContext(newsletter, path)) };
}

/** What there is to say of the mail besides what is said of the issue. @throws {Failure} `template/…` */
export async function inspectAtDesk(
  { newsletter, path, read }: IssueAtDesk,
  prepared: PreparedIssue,
): Promise<Finding[]> {
  const { inspectMail } = await import('../mailing/inspection.ts');
  return inspectMail(prepared, read, checkContext(newsletter, path));
}

/** What there is to say of it to the readers of a list. */
export async function readersAtDesk(
  desk: Desk,
  { newsletter, path, read }: IssueAtDesk,
  store: Store,
  list: Pick<List, 'id' | 'name'>,
): Promise<Finding[]> {
  const { tallyFields } = await import('../store/field-tallies.ts');
  const fields = [...new Set([...fieldsOf(read.issue)].map(({ name }) => name))];
  const tallies = await tallyFields(store.db, list.id, fields, desk.io.now());
  return checkReaders(read, { list: list.name, tallies }, checkContext(newsletter, path));
}

/** Prints what there is to say, and stops at errors. @throws {Failure} `issue/errors` */
export function requireNoErrors(
  desk: Desk,
  { findings, read }: Pick<IssueAtDesk, 'findings' | 'read'>,
  undone: string,
): void {
  printFindings(desk, inReadingOrder(findings), read.sources);
  if (!hasErrors(findings)) return;
  throw new Failure('issue', 'issue/errors', `${read.sources[0]?.file ?? 'The issue'} has errors`, {
    undone,
    advice: 'Mend what is named above and run the same command again.',
  });
}

const themes = new WeakMap<Newsletter, Promise<Theme>>();

/** The newsletter's own templates first, the built-in theme otherwise; read once, however many issues there are. */
export function themeOf(newsletter: Newsletter): Promise<Theme> {
  const theme = themes.get(newsletter) ?? readTheme(newsletter);
  themes.set(newsletter, theme);
  return theme;
}

async function readTheme({ folder, settings }: Newsletter): Promise<Theme> {
  const { loadTheme } = await import('../render/theme/load-theme.ts');
  return loadTheme(themeFolders(folder, settings.theme));
}

/** The issue with its theme and pictures, ready to be rendered. */
export async function prepareAtDesk(
  { newsletter, path, read }: IssueAtDesk,
  convert?: ConvertMjml,
  way?: PictureWay,
) {
  const { prepareIssue } = await import('../mailing/prepare.ts');
  return prepareIssue(newsletter, path, read, await themeOf(newsletter), convert, way);
}
