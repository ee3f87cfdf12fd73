import { Failure } from '../../finding/failure.ts';
import { type Aim, Audience, type LeftOut } from '../../mailing/audience.ts';
import { freezeMailing } from '../../mailing/freeze.ts';
import { thisSender } from '../../mailing/identity.ts';
import { contentHash, type PreparedIssue } from '../../mailing/prepare.ts';
import { reapSenders, reopenMailing } from '../../mailing/run.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { segmentOf } from '../../newsletter/segments.ts';
import { openOf } from '../../store/delivery.ts';
import { countDeliveries } from '../../store/ledger.ts';
import type { List } from '../../store/lists.ts';
import { findMailing, findMailings, type Mailing } from '../../store/mailings.ts';
import type { SenderIdentity } from '../../store/senders.ts';
import type { Store } from '../../store/store.ts';
import { findLastTest, type TestCopy } from '../../store/tests.ts';
import { confirmCount } from '../confirm.ts';
import { type Desk, note, withStore } from '../desk.ts';
import { dryRun } from '../dry-run.ts';
import { type IssueAtDesk, issueAtDesk, prepareAtDesk, requireNoErrors } from '../issue-at-desk.ts';
import { type MailServer, openMail, tryConnection } from '../mail-server.ts';
import { tellPlan } from '../plan.ts';
import { type RunOptions, runAtDesk, tempoOf } from '../run-mailing.ts';
import { filledFor, nobody } from '../sample-copy.ts';
import { listToSend } from '../send-list.ts';
import { unfinished } from '../which-mailing.ts';

interface Options extends RunOptions {
  readonly list?: string;
  readonly segment?: string;
  readonly limit?: number;
  readonly new?: boolean;
  readonly expect?: string;
  readonly untested?: boolean;
}

/** Above so many people a text wants to have been tested as it stands. */
const untestedLimit = 100;

/** Everything that `send` has at hand once the issue is known to be right. */
interface Sending {
  readonly desk: Desk;
  readonly options: Options;
  readonly issue: IssueAtDesk;
  readonly prepared: PreparedIssue;
  readonly store: Store;
  readonly mail: MailServer;
  readonly keys: readonly string[];
  readonly identity: SenderIdentity;
}

/** Mails an issue to a list: plan, confirmation, freeze, and then the engine. */
export async function run(desk: Desk, [wanted = '']: readonly string[], options: Options): Promise<number> {
  const issue = issueAtDesk(desk, wanted);
  requireNoErrors(desk, issue, 'Nothing was sent.');
  const secrets = loadSecrets(issue.newsletter.folder, desk.io.env);
  const keys = requireLinkKeys(secrets);
  const prepared = await prepareAtDesk(issue);
  const mail = await openMail(issue.newsletter, secrets);
  try {
    return await withStore(issue.newsletter, (store) =>
      send({ desk, options, issue, prepared, store, mail, keys, identity: thisSender() }),
    );
  } finally {
    await mail.close();
  }
}

async function send(sending: Sending): Promise<number> {
  const { desk, options, store, prepared, mail, issue, keys, identity } = sending;
  const list = await listToSend(desk, store, options.list);
  const begun = await unfinishedMailing(sending, list);
  if (begun) return goOn(sending, begun);
  if (!options.new) await refuseSecond(sending, list);
  const aim = aimOf(sending, list);
  const { recipients, leftOut } = await countAudience(sending, aim);
  const lastTest = await findLastTest(store.db, await contentHash(prepared));
  const tempo = tempoOf(issue.newsletter, options, mail.isOutbox);
  const subject = (await filledFor(prepared, nobody(), [])).subject;
  const segment = aim.segment?.text;
  tellPlan(desk, {
    prepared,
    subject,
    mailDescribed: mail.describe,
    list: list.name,
    segment,
    recipients,
    leftOut,
    lastTest,
    tempo,
  });
  guard(recipients, lastTest, options);
  await tryConnection(mail);
  if (desk.flags.dryRun) return dryRun({ desk, store, prepared, aim, keys });
  await confirmCount(desk, recipients, options.expect);
  const id = await freezeMailing(store, prepared, aim, recipients, desk.io.now());
  const mailing = await findMailing(store.db, id);
  if (!mailing) throw new Error(`mailing ${id} is gone`);
  return runAtDesk(desk, { store, mailing, mail, keys, identity, tempo });
}

/** A mailing of this issue to this list that has not come to its end. */
async function unfinishedMailing(
  { store, prepared, identity, desk }: Sending,
  list: List,
): Promise<Mailing | undefined> {
  const mailings = await findMailings(store.db, { issue: prepared.issue.slug, listId: list.id });
  for (const mailing of mailings.filter(({ state }) => unfinished.includes(state))) {
    const { living } = await reapSenders(store, mailing.id, identity, desk.io.now());
    if (living > 0) throw running(mailing);
    if (openOf(await countDeliveries(store.db, mailing.id)) > 0) return mailing;
  }
  return undefined;
}

/** The same text goes on where it stopped; a changed one cannot, since some people have the old one. */
async function goOn(sending: Sending, mailing: Mailing): Promise<number> {
  const { desk, options, store, prepared, mail, issue, keys, identity } = sending;
  if (mailing.contentHash !== (await contentHash(prepared))) throw changedSince(mailing);
  const left = openOf(await countDeliveries(store.db, mailing.id));
  note(desk, `Mail goes to ${mail.describe}.`);
  note(
    desk,
    `This issue is on its way already (mailing ${mailing.id}): ${left} of ${mailing.recipients} people are left.`,
  );
  if (desk.flags.dryRun) return 0;
  await tryConnection(mail);
  await confirmCount(desk, left, options.expect);
  const { retryFor } = issue.newsletter.settings.sending;
  await reopenMailing(store, mailing, { retryUnknown: false, retryFor, now: desk.io.now() });
  const tempo = tempoOf(issue.newsletter, options, mail.isOutbox);
  return runAtDesk(desk, { store, mailing, mail, keys, identity, tempo });
}

async function refuseSecond({ store, prepared }: Sending, list: List): Promise<void> {
  const [last] = await findMailings(store.db, { issue: prepared.issue.slug, listId: list.id });
  if (!last) return;
  const day = new Date(last.createdAt).toISOString().slice(0, 10);
  throw new Failure(
    'refused',
    'send/sent-before',
    `This issue was sent to ${list.name} on ${day} (mailing ${last.id}, ${last.state})`,
    {
      advice: 'With --new it goes to those who have not had it, such as people who joined since.',
      undone: 'Nothing was sent.',
    },
  );
}

function aimOf({ desk, options, prepared, issue }: Sending, list: List): Aim {
  const text = options.segment ?? prepared.issue.segment;
  if (options.segment === undefined && text !== undefined) note(desk, `The issue itself says: only ${text}.`);
  const filter = text === undefined ? undefined : segmentOf(issue.newsletter.settings, text);
  return {
    listId: list.id,
    list: list.name,
    segment: text !== undefined && filter ? { text, filter } : undefined,
    limit: options.limit,
  };
}

async function countAudience(
  { store, prepared }: Sending,
  aim: Aim,
): Promise<{ recipients: number; leftOut: LeftOut }> {
  const audience = new Audience(prepared, aim);
  for await (const _ of audience.pages(store.db)) {
    // Only the tallies are wanted.
  }
  return { recipients: audience.recipients, leftOut: await audience.leftOut(store.db) };
}

function guard(recipients: number, lastTest: TestCopy | undefined, options: Options): void {
  if (recipients === 0) {
    throw new Failure('refused', 'send/nobody', 'There is nobody to send it to', {
      advice: 'See who is on the list: pennypost subscribers list',
      undone: 'Nothing was sent.',
    });
  }
  if (lastTest || options.untested || recipients <= untestedLimit) return;
  throw new Failure(
    'refused',
    'send/untested',
    'This text was never tested as it stands, and more than 100 people would get it',
    {
      advice: 'Look at a real copy first: pennypost test ISSUE you@example.org; or say --untested.',
      undone: 'Nothing was sent.',
    },
  );
}

function running(mailing: Mailing): Failure {
  return new Failure(
    'refused',
    'mailing/running',
    `Another pennypost is sending this issue right now (mailing ${mailing.id})`,
    {
      advice: 'Follow it: pennypost status --watch',
      undone: 'Nothing was sent by this one.',
    },
  );
}

function changedSince(mailing: Mailing): Failure {
  return new Failure(
    'refused',
    'mailing/changed',
    `Part of the list has this issue already (mailing ${mailing.id}), with another text than the one here`,
    {
      advice: `The rest gets the same text with: pennypost resume ${mailing.id}. Or end it (pennypost cancel ${mailing.id}) and send the new text to the rest with --new.`,
      undone: 'Nothing was sent.',
    },
  );
}
