import type { Finding } from '../../finding/finding.ts';
import { isPublic } from '../../mailing/archive-copy.ts';
import { type Aim, Audience } from '../../mailing/audience.ts';
import { courseOf } from '../../mailing/course.ts';
import { freezeMailing } from '../../mailing/freeze.ts';
import { thisSender } from '../../mailing/identity.ts';
import { forecast } from '../../mailing/pace/forecast.ts';
import type { Limits } from '../../mailing/pace/limits.ts';
import { contentHash, type PreparedIssue } from '../../mailing/prepare.ts';
import type { Manner } from '../../mailing/run.ts';
import { reopenMailing } from '../../mailing/steer.ts';
import { formatRate } from '../../newsletter/rate.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { segmentOf } from '../../newsletter/segments.ts';
import { openSigners, requireAligned, type SignerFor } from '../../newsletter/signers.ts';
import type { Converter } from '../../render/html/convert.ts';
import type { List } from '../../store/lists.ts';
import { findMailing, type Mailing } from '../../store/mailings.ts';
import type { SenderIdentity } from '../../store/senders.ts';
import type { Store } from '../../store/store.ts';
import { findLastTest } from '../../store/tests.ts';
import { noTraffic, readTraffic, type TrafficSoFar } from '../../store/traffic.ts';
import { confirmSending } from '../confirm.ts';
import { type Desk, note, withStore } from '../desk.ts';
import { dryRun } from '../dry-run.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  type IssueAtDesk,
  inspectAtDesk,
  issueAtDesk,
  prepareAtDesk,
  readersAtDesk,
  requireNoErrors,
} from '../issue-at-desk.ts';
import { limitsAtDesk } from '../limits.ts';
import { type MailServer, openMail, pictureWay, tryConnection } from '../mail-server.ts';
import { type PagesAtDesk, requirePages } from '../pages-at-desk.ts';
import { people, tellPlan } from '../plan.ts';
import { type RunOptions, runAtDesk, tempoOf } from '../run-mailing.ts';
import { filledFor, nobody } from '../sample-copy.ts';
import { listToSend } from '../send-list.ts';
import { refusalOf, requireSomebody, requireTest } from '../send-refusals.ts';

interface Options extends RunOptions {
  readonly list?: string;
  readonly segment?: string;
  readonly limit?: number;
  readonly new?: boolean;
  readonly expect?: string;
  readonly untested?: boolean;
  readonly embed?: boolean;
}

/** Everything that `send` has at hand once the issue is known to be right. */
interface Sending {
  readonly desk: Desk;
  readonly options: Options;
  readonly issue: IssueAtDesk;
  readonly prepared: PreparedIssue;
  /** Where it is rendered until it is frozen. */
  readonly converter: Converter;
  readonly contentHash: string;
  readonly store: Store;
  readonly mail: MailServer;
  readonly limits: Limits;
  readonly tempo: Manner;
  readonly keys: readonly string[];
  readonly signerFor: SignerFor | undefined;
  readonly identity: SenderIdentity;
  /** Asked before anybody is counted: who has left there gets nothing. */
  readonly pages: PagesAtDesk | undefined;
}

/** Mails an issue to a list: plan, confirmation, freeze, and then the engine. */
export async function run(desk: Desk, [wanted = '']: readonly string[], options: Options): Promise<number> {
  const issue = issueAtDesk(desk, wanted);
  requireNoErrors(desk, issue, 'Nothing was sent.');
  const { settings, folder } = issue.newsletter;
  const secrets = loadSecrets(folder, desk.io.env);
  const keys = requireLinkKeys(secrets);
  const signerFor = openSigners(settings, secrets, desk.io.now);
  const converter = await desk.io.openConverter();
  const mail = await openMail(issue.newsletter, secrets);
  try {
    const prepared = await prepareAtDesk(issue, converter.convert, pictureWay(mail, options));
    const findings = await inspectAtDesk(issue, prepared);
    requireNoErrors(desk, { read: issue.read, findings }, 'Nothing was sent.');
    requireAligned(settings, prepared.from);
    const limits = limitsAtDesk(issue.newsletter, options, { outbox: mail.isOutbox });
    const tempo = tempoOf(issue.newsletter, options, mail.isOutbox);
    const hash = await contentHash(prepared);
    const checked = { ...issue, findings: [...issue.findings, ...findings] };
    const known = {
      desk,
      options,
      issue: checked,
      prepared,
      contentHash: hash,
      mail,
      limits,
      tempo,
      keys,
      signerFor,
    };
    const sender = { converter, identity: thisSender() };
    return await withStore(issue.newsletter, (store) => send({ ...known, ...sender, store }));
  } finally {
    converter.end();
    await mail.close();
  }
}

async function send(ready: Omit<Sending, 'pages'>): Promise<number> {
  const { desk, options, store, prepared, identity, keys, mail, issue } = ready;
  const pages = await requirePages(desk, issue.newsletter, { store, keys, mail }, options.probe);
  const sending = { ...ready, pages };
  const aim = aimOf(sending, await listToSend(desk, store, options.list, sending.keys));
  const course = await courseOf(
    store,
    {
      issue: prepared.issue.slug,
      contentHash: sending.contentHash,
      aim,
      onlyNew: options.new === true,
    },
    identity,
    desk.io.now(),
  );
  switch (course.kind) {
    case 'begin':
      return begin(sending, aim);
    case 'goOn':
      return goOn(sending, course.mailing, course.left);
    default:
      throw refusalOf(course);
  }
}

function aimOf({ desk, options, prepared, issue, limits, mail }: Sending, list: List): Aim {
  const text = options.segment ?? prepared.issue.segment;
  if (options.segment === undefined && text !== undefined) note(desk, `The issue itself says: only ${text}.`);
  const filter = text === undefined ? undefined : segmentOf(issue.newsletter.settings, text);
  return {
    listId: list.id,
    list: list.name,
    segment: text !== undefined && filter ? { text, filter } : undefined,
    limit: options.limit,
    rate: options.rate === undefined ? undefined : formatRate(limits.rate),
    practice: mail.isOutbox,
  };
}

async function begin(sending: Sending, aim: Aim): Promise<number> {
  const { desk, options, store, prepared, mail, keys, signerFor } = sending;
  const ofReaders = await requireValues(sending, aim);
  const recipients = await plan(sending, aim, ofReaders);
  requireSomebody(recipients);
  if (desk.flags.dryRun) {
    await tryConnection(desk, mail);
    return dryRun({ desk, store, prepared, aim, keys, signerFor, server: mail.server.name });
  }
  if (!options.untested) {
    requireTest(recipients, await findLastTest(store.db, sending.contentHash), prepared.issue.slug);
  }
  await tryConnection(desk, mail);
  const confirmed = await confirmSending(desk, [recipients], options.expect);
  const id = await freezeMailing(store, prepared, aim, confirmed, desk.io.now());
  const mailing = await findMailing(store.db, id);
  if (!mailing) throw new Error(`mailing ${id} is gone`);
  if (mailing.recipients !== recipients)
    note(desk, `The list changed in the meantime: it goes to ${people(mailing.recipients)} now.`);
  return runTo(sending, mailing);
}

/** Nobody reads “Hi ,”. @throws {Failure} `issue/errors` */
async function requireValues(
  { desk, issue, store }: Sending,
  { listId, list }: Aim,
): Promise<readonly Finding[]> {
  const findings = await readersAtDesk(desk, issue, store, { id: listId, name: list });
  requireNoErrors(desk, { read: issue.read, findings }, 'Nothing was sent.');
  return findings;
}

/** Prints what is about to happen; gives the number of people who would get it. */
async function plan(
  { desk, issue, store, prepared, contentHash, mail, limits }: Sending,
  aim: Aim,
  ofReaders: readonly Finding[],
): Promise<number> {
  const audience = new Audience(prepared, aim, desk.io.now(), limits.providers.keys());
  const recipients = await audience.count(store.db);
  tellPlan(desk, {
    prepared,
    findings: [...issue.findings, ...ofReaders],
    subject: (await filledFor(prepared, nobody(), [])).subject,
    mailDescribed: mail.describe,
    list: aim.list,
    segment: aim.segment?.text,
    isPublic: isPublic(prepared.issue, aim),
    recipients,
    leftOut: await audience.leftOut(store.db),
    lastTest: await findLastTest(store.db, contentHash),
    limits,
    forecast: forecast(limits, await soFar(store, limits), audience, desk.io.now()),
  });
  return recipients;
}

/** What limits go by; nothing that is practised in the outbox counts. */
async function soFar(store: Store, { remembered }: Limits): Promise<TrafficSoFar> {
  return remembered ? readTraffic(store.db) : noTraffic;
}

/** The same text to the same people goes on where it stopped; `--expect` may also name the number of the first time. */
async function goOn(sending: Sending, mailing: Mailing, left: number): Promise<number> {
  const { desk, options, store, mail, issue, identity } = sending;
  note(desk, `Mail goes to ${mail.describe}.`);
  note(
    desk,
    `This issue is on its way already (mailing ${mailing.id}): ${left} of ${mailing.recipients} people are left.`,
  );
  if (options.limit !== undefined)
    note(desk, 'Its readers were settled when it was begun: --limit does not apply.');
  await tryConnection(desk, mail);
  if (desk.flags.dryRun) {
    note(desk, 'Nothing was sent, and nothing was changed: this is a dry run.');
    return exitCodes.done;
  }
  await confirmSending(desk, [left, mailing.recipients], options.expect);
  const { retryFor } = issue.newsletter.settings.sending;
  await reopenMailing(store, mailing, identity, { retryUnknown: false, retryFor, now: desk.io.now() });
  return runTo(sending, mailing);
}

/** Sends what was frozen; nothing is rendered from here on. */
async function runTo(
  { desk, options, issue, store, mail, ...rest }: Sending,
  mailing: Mailing,
): Promise<number> {
  rest.converter.end();
  const limits = limitsAtDesk(issue.newsletter, options, { outbox: mail.isOutbox, mailing });
  const { keys, signerFor, identity, tempo, pages } = rest;
  return runAtDesk(desk, { store, mailing, mail, keys, signerFor, identity, limits, tempo, pages });
}
