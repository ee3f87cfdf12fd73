import { addressKey } from '../address/email-address.ts';
import { Failure } from '../finding/failure.ts';
import { type RebuiltCopy, rebuildCopy } from '../mailing/rebuild.ts';
import { type Newsletter, openNewsletter } from '../newsletter/newsletter.ts';
import { loadSecrets, requireLinkKeys } from '../newsletter/secrets.ts';
import { openSigners } from '../newsletter/signers.ts';
import { findDeliveriesOf } from '../store/history.ts';
import type { Mailing } from '../store/mailings.ts';
import { findSentDelivery, type SentDelivery } from '../store/sent-delivery.ts';
import type { Store } from '../store/store.ts';
import { findSubscriber } from '../store/subscribers.ts';
import { type Desk, note, print, printJson, withStore } from './desk.ts';
import { exitCodes } from './exit-codes.ts';
import { localMinute } from './local-day.ts';
import { typedAddress } from './typed-address.ts';
import { mailingsNamed } from './which-mailing.ts';

/** Whose copy of which mailing is wanted, and in which form. */
export interface SentCopyOptions {
  readonly as: string;
  readonly mailing?: string;
  readonly eml?: boolean;
  readonly html?: boolean;
  readonly text?: boolean;
}

/** Somebody's copy and what became of it. */
interface Found {
  readonly mailing: Mailing;
  readonly delivery: SentDelivery;
}

/** Prints the copy that went to somebody, built again: of the mailing that is named, or of their last one. */
export async function showSentCopy(
  desk: Desk,
  issue: string | undefined,
  options: SentCopyOptions,
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const secrets = loadSecrets(newsletter.folder, desk.io.env);
  const keys = requireLinkKeys(secrets);
  const signerFor = openSigners(newsletter.settings, secrets, desk.io.now);
  return withStore(newsletter, async (store) => {
    const found = await findCopy(store, options.as, options.mailing ?? issue);
    const parts = { keys, signerFor, server: onlyServer(newsletter) };
    tell(desk, found, await rebuildCopy(store, found.mailing, found.delivery, parts), options);
    if (options.eml) note(desk, howTrue(keys));
    return exitCodes.done;
  });
}

/** Which of several servers took a copy is not kept. */
function onlyServer({ settings }: Newsletter): string {
  const [first, another] = settings.sending.servers;
  return first && !another ? first.name : '';
}

/** @throws {Failure} `address/invalid`, `mailing/not-found`, `copy/nobody`, `copy/none`, `copy/not-sent` */
async function findCopy(store: Store, address: string, wanted: string | undefined): Promise<Found> {
  const subscriber = await findSubscriber(store.db, addressKey(typedAddress(address)));
  const mailings = await mailingsNamed(store, wanted);
  if (!subscriber) throw nobody(address);
  const theirs = new Set((await findDeliveriesOf(store.db, subscriber.id)).map(({ mailing }) => mailing));
  const mailing = mailings.find(({ id }) => theirs.has(id));
  const delivery = mailing && (await findSentDelivery(store.db, mailing.id, subscriber.id));
  if (!mailing || !delivery) throw none(address, wanted);
  if (delivery.attempts === 0) throw notSent(address, mailing, delivery);
  return { mailing, delivery };
}

function tell(desk: Desk, found: Found, copy: RebuiltCopy, options: SentCopyOptions): void {
  if (desk.flags.json) printJson(desk, jsonOf(found, copy));
  else if (options.eml) desk.io.stdout.write(copy.message.raw.toString('utf8'));
  else if (options.html || options.text) desk.io.stdout.write(options.html ? copy.html : copy.text);
  else for (const row of rowsOf(found, copy)) print(desk, row);
  note(desk, 'Its links are the reader’s own: a click on unsubscribe counts.');
}

/** Which key signed the links of a mailing is not kept. */
function howTrue([, retired]: readonly string[]): string {
  const same = 'It is the very copy, except that its signatures are of now';
  const links = 'its links are signed anew, and differ from those that went out';
  return retired === undefined
    ? `${same}; if PENNYPOST_SECRET was another one then, ${links}.`
    : `${same}. PENNYPOST_SECRET was rotated: if that was after this mailing, ${links}.`;
}

function rowsOf({ mailing, delivery }: Found, { subject, message }: RebuiltCopy): string[] {
  const { state, at, attempts, reply, reason } = delivery;
  return [
    `${message.envelope.to}  ${state}  ${localMinute(at)}  ${mailing.issue} to ${mailing.list} (mailing ${mailing.id})`,
    `subject  ${subject}`,
    ...(attempts > 1 ? [`tried    ${attempts} times`] : []),
    ...(reply === null ? [] : [`server   ${reply}`]),
    ...(reason === null ? [] : [`why      ${reason}`]),
    'To read the copy: --html, --text or --eml',
  ];
}

function jsonOf({ mailing, delivery }: Found, { subject, html, text, message }: RebuiltCopy) {
  const { state, at, attempts, reply, reason } = delivery;
  return {
    mailing: mailing.id,
    issue: mailing.issue,
    list: mailing.list,
    email: message.envelope.to,
    state,
    at: new Date(at).toISOString(),
    attempts,
    reply,
    reason,
    subject,
    html,
    text,
    eml: message.raw.toString('utf8'),
  };
}

function nobody(address: string): Failure {
  return new Failure('usage', 'copy/nobody', `Nobody is known under ${address}`, {
    advice: 'Of somebody who was erased nothing is left that a copy could be built from.',
    undone: 'Nothing was built.',
  });
}

function none(address: string, wanted: string | undefined): Failure {
  const which = wanted === undefined ? 'any mailing' : `mailing ${wanted}`;
  return new Failure('usage', 'copy/none', `${address} was not among the readers of ${which}`, {
    advice: `See what they got: pennypost subscribers show ${address}`,
    undone: 'Nothing was built.',
  });
}

function notSent(address: string, { id, issue }: Mailing, { state, reason }: SentDelivery): Failure {
  const why = reason === null ? state : `${state}, ${reason}`;
  return new Failure('usage', 'copy/not-sent', `No copy went to ${address} in mailing ${id}: ${why}`, {
    advice: `How it would read: pennypost render ${issue} --for ${address}`,
    undone: 'Nothing was built.',
  });
}
