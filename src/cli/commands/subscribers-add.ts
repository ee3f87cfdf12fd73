import { addressKey, type EmailAddress } from '../../address/email-address.ts';
import { Failure } from '../../finding/failure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets } from '../../newsletter/secrets.ts';
import type { Store } from '../../store/store.ts';
import { type Added, addSubscriber } from '../../subscribers/add.ts';
import { findErased } from '../../subscribers/erased.ts';
import { fieldNameOf } from '../../subscribers/field-name.ts';
import { showSubscriber } from '../../subscribers/look.ts';
import { type Desk, note, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { typedAddress } from '../typed-address.ts';
import { typedListName } from '../typed-list-name.ts';
import { whichList } from '../which-list.ts';

interface Options {
  list?: string;
  field?: string[];
  tag?: string[];
  name?: string;
  rejoin?: boolean;
}

/** Adds one person by hand. Somebody who left is brought back only with `--rejoin`. */
export async function run(desk: Desk, [address = '']: readonly string[], options: Options): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const email = typedAddress(address);
  const fields = fieldsOf(options);
  const secrets = loadSecrets(newsletter.folder, desk.io.env).linkKeys;
  const { list, added } = await withStore(newsletter, async (store) => {
    const list =
      options.list === undefined ? (await whichList(store, undefined)).name : typedListName(options.list);
    const person = { email, list, fields, tags: options.tag, rejoin: options.rejoin };
    const addition = { ...person, secrets, now: desk.io.now() };
    return {
      list,
      added: desk.flags.dryRun ? await foresee(store, addition) : await addSubscriber(store, addition),
    };
  });
  if (added.outcome === 'leftBefore') throw leftBefore(address, list, added.reason);
  if (desk.flags.json) printJson(desk, { email, list, ...added, dryRun: desk.flags.dryRun });
  else note(desk, `${desk.flags.dryRun ? 'Dry run: ' : ''}${address} ${wordsOf[added.outcome]} ${list}.`);
  return exitCodes.done;
}

const wordsOf = {
  added: 'is now on',
  updated: 'was on the list already, and has something new:',
  unchanged: 'was on the list already, and nothing is new:',
  rejoined: 'is back on',
} as const;

function fieldsOf({ name, field = [] }: Options): Record<string, string> {
  const pairs = field.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    const key = pair.slice(0, Math.max(at, 0)).trim();
    if (key !== '' && fieldNameOf(key) === key) return [key, pair.slice(at + 1)];
    throw new Failure('usage', 'subscribers/field', `--field ${pair} should read name=value`, {
      advice: 'A field’s name has small letters, digits and _, as in --field first_name=Ada',
      undone: 'Nobody was added.',
    });
  });
  return Object.fromEntries([...(name === undefined ? [] : [['first_name', name]]), ...pairs]);
}

interface Foreseen {
  readonly email: EmailAddress;
  readonly list: string;
  readonly rejoin: boolean | undefined;
  readonly secrets: readonly string[];
}

/** What adding would come to, as far as the list goes; nothing is written. */
async function foresee(store: Store, { email, list, rejoin, secrets }: Foreseen): Promise<Added> {
  const key = addressKey(email);
  const known = await showSubscriber(store, email);
  const erased = (await findErased(store.db, [key], secrets)).get(key);
  const subscription = known?.subscriptions.find((one) => one.list === list);
  const reason =
    erased?.reason ??
    known?.suppression?.reason ??
    (subscription?.state === 'unsubscribed' ? 'unsubscribed' : undefined);
  if (reason !== undefined) return rejoin ? { outcome: 'rejoined' } : { outcome: 'leftBefore', reason };
  return { outcome: subscription?.state === 'active' ? 'updated' : 'added' };
}

type Reason = Extract<Added, { outcome: 'leftBefore' }>['reason'];

const whyLeft: Readonly<Record<Reason, string>> = {
  unsubscribed: 'has unsubscribed',
  bounced: 'gets no mail, because the address does not exist',
  complained: 'has called your mail spam',
  blocked: 'is blocked',
  erased: 'has asked to be forgotten',
};

function leftBefore(address: string, list: string, reason: Reason): Failure {
  return new Failure(
    'refused',
    'subscribers/left',
    `${address} ${whyLeft[reason]}, and is not brought back`,
    {
      advice: `If they have asked for it themselves: pennypost subscribers add ${address} --list ${JSON.stringify(list)} --rejoin`,
      undone: 'Nobody was added.',
    },
  );
}
