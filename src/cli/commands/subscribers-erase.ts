import { addressKey, displayAddress, type EmailAddress } from '../../address/email-address.ts';
import { Failure } from '../../finding/failure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets, requireErasureKeys } from '../../newsletter/secrets.ts';
import type { Store } from '../../store/store.ts';
import { type ErasureKeys, erasePerson, isKept } from '../../subscribers/erase.ts';
import { dropLostErasures, findErased } from '../../subscribers/erased.ts';
import { type SubscriberRecord, showSubscriber } from '../../subscribers/look.ts';
import { confirmErasing } from '../confirm.ts';
import { counted } from '../counted.ts';
import { type Desk, note, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { typedAddress } from '../typed-address.ts';

interface Options {
  dropLost?: boolean;
}

/** Erases people for good, after saying what goes; ends with 5 when some of them are not here. */
export async function run(desk: Desk, words: readonly string[], options: Options): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const keys = requireErasureKeys(loadSecrets(newsletter.folder, desk.io.env));
  const emails = [...new Map(words.map(typedAddress).map((one) => [addressKey(one), one])).values()];
  if (emails.length === 0 && !options.dropLost) throw nobodyNamed();
  return withStore(newsletter, async (store) => {
    if (options.dropLost) await dropLost(desk, store, keys);
    return emails.length === 0 ? exitCodes.done : await erase(desk, store, emails, keys);
  });
}

async function erase(
  desk: Desk,
  store: Store,
  emails: readonly EmailAddress[],
  keys: ErasureKeys,
): Promise<number> {
  const known: EmailAddress[] = [];
  for (const email of emails) {
    const going = await goingOf(store, email);
    if (going) known.push(going.email);
    else await sayWhoIsNotHere(desk, store, email, keys);
    if (going) note(desk, going.words);
  }
  if (known.length === 0) return exitCodes.incomplete;
  note(desk, whatStays);
  if (desk.flags.dryRun) note(desk, 'Dry run: nobody is erased.');
  else await confirmErasing(desk, known.length);
  for (const email of known) await eraseOne(desk, store, email, keys);
  return known.length < emails.length ? exitCodes.incomplete : exitCodes.done;
}

/** Who is known, and what of them would go. */
async function goingOf(
  store: Store,
  email: EmailAddress,
): Promise<{ readonly email: EmailAddress; readonly words: string } | undefined> {
  const record = await showSubscriber(store, email);
  if (record) return { email: record.subscriber.email, words: whatGoes(record) };
  if (!(await isKept(store, email))) return undefined;
  const words = `${displayAddress(email)} is on no list; what else is kept with the address goes for good.`;
  return { email, words };
}

async function eraseOne(desk: Desk, store: Store, email: EmailAddress, keys: ErasureKeys): Promise<void> {
  const { dryRun, json } = desk.flags;
  const erasure = { email, secrets: keys, now: desk.io.now() };
  const erased = dryRun ? ({ outcome: 'erased' } as const) : await erasePerson(store, erasure);
  if (json) printJson(desk, { email, ...erased, dryRun });
  else if (!dryRun) note(desk, `${displayAddress(email)} is erased.`);
}

async function sayWhoIsNotHere(
  desk: Desk,
  store: Store,
  email: EmailAddress,
  keys: ErasureKeys,
): Promise<void> {
  const key = addressKey(email);
  const before = (await findErased(store.db, [key], keys)).has(key);
  if (desk.flags.json) printJson(desk, { email, outcome: before ? 'before' : 'notThere' });
  const words = before ? 'was erased before.' : 'is not here: there is nothing to erase.';
  note(desk, `${displayAddress(email)} ${words}`);
}

function whatGoes({ subscriber, subscriptions, events, deliveries }: SubscriberRecord): string {
  const fields = Object.keys(subscriber.fields).length;
  const going = [
    'the address',
    ...(fields > 0 ? [counted(fields, 'field')] : []),
    ...(subscriber.tags.length > 0 ? [counted(subscriber.tags.length, 'tag')] : []),
    ...(subscriptions.length > 0
      ? [`${counted(subscriptions.length, 'subscription')} with its consent`]
      : []),
    ...(events.length > 0 ? [counted(events.length, 'event')] : []),
  ];
  const kept =
    deliveries.length === 0
      ? ''
      : ` Of ${counted(deliveries.length, 'delivery', 'deliveries')} the line stays for the counts, without a name.`;
  return `${displayAddress(subscriber.email)} goes for good: ${going.join(', ')}.${kept}`;
}

const whatStays = `A keyed hash of the address stays, so that no import and no form brings them back.
Out of reach: files you imported, backups, mail in the outbox and at your mail server.`;

async function dropLost(desk: Desk, store: Store, keys: ErasureKeys): Promise<void> {
  if (desk.flags.dryRun) return note(desk, 'Dry run: no hash is dropped.');
  const dropped = await dropLostErasures(store, keys);
  if (desk.flags.json) printJson(desk, { dropped });
  note(desk, `${counted(dropped, 'hash', 'hashes')} dropped whose secret is lost.`);
}

function nobodyNamed(): Failure {
  return new Failure('usage', 'erase/nobody', 'Nobody is named who could be erased', {
    advice: 'Name them: pennypost subscribers erase ann@example.org',
    undone: 'Nobody was erased.',
  });
}
