import type { Kysely } from 'kysely';
import { addressKey } from '../../address/email-address.ts';
import type { Notice } from '../../message/notice.ts';
import { addJoining, endJoining, forgetJoinings } from '../../store/joinings.ts';
import { findLists } from '../../store/lists.ts';
import { putNotice } from '../../store/notices.ts';
import type { Store } from '../../store/store.ts';
import { findSubscriber } from '../../store/subscribers.ts';
import { findSubscriptionsOf } from '../../store/subscriptions.ts';
import type { Tables } from '../../store/tables.ts';
import { barrierOf } from './barrier.ts';
import { type Joined, join } from './join.ts';
import { type Asker, type JoiningLimits, takeMail, takeTurn } from './limits.ts';
import type { SignUp } from './sign-up.ts';

/** How long a wish to join may be confirmed; after that it is forgotten. Milliseconds. */
export const joiningLife = 7 * 24 * 60 * 60 * 1000;

/** Under what circumstances somebody asked. */
export interface Circumstances extends Asker {
  /** Where the form stood. */
  readonly page: string;
  /** The sentence that was agreed to, as it was shown. */
  readonly wording: string;
}

export interface JoiningRules {
  readonly limits: JoiningLimits;
  /** Whether everybody confirms by mail; otherwise those who were ever known here do. */
  readonly doubleOptIn: boolean;
}

/** What is to be mailed to the address: it alone learns what is known of it. */
export type Due =
  | { readonly kind: 'confirm'; readonly joining: number }
  | { readonly kind: 'already' }
  | { readonly kind: 'welcome'; readonly joined: Joined };

/** How what is due is said; nothing where the newsletter has no welcome. */
export type NoticeOf = (due: Due) => Notice | undefined;

/** `tooMany` depends on where somebody asks from, never on the address that is asked for. */
export type Asked = 'tooMany' | 'asked';

/**
 * Takes a wish to join, and keeps the notice that is due. Whatever is known of the address, the same is asked of
 * the store and the same is written to it, so that neither the answer nor its time says anything to a stranger.
 */
export function askToJoin(
  store: Store,
  signUp: SignUp,
  rules: JoiningRules,
  circumstances: Circumstances,
  noticeOf: NoticeOf,
): Promise<Asked> {
  const { now } = circumstances;
  return store.transaction(async (db) => {
    await forgetJoinings(db, now - joiningLife);
    if ((await takeTurn(db, rules.limits, circumstances)) === 'tooMany') return 'tooMany';
    const due = await noteWish(db, signUp, rules, circumstances);
    await putNotice(db, due && noticeOf(due), now);
    return 'asked';
  });
}

async function noteWish(
  db: Kysely<Tables>,
  signUp: SignUp,
  rules: JoiningRules,
  circumstances: Circumstances,
): Promise<Due | undefined> {
  const { now } = circumstances;
  const emailKey = addressKey(signUp.email);
  const known = await knownOf(db, emailKey, signUp.lists, circumstances.secrets);
  const mayMail = await takeMail(db, known === 'onAll' ? 'already' : 'confirm', emailKey, circumstances);
  const wish = { ...signUp, emailKey, consent: consentOf(circumstances) };
  const joining = await addJoining(db, { ...wish, askedAt: now });
  if (known === 'silenced' || !mayMail) return undefined;
  if (known === 'onAll') return { kind: 'already' };
  if (known === 'known' || rules.doubleOptIn) return { kind: 'confirm', joining };
  await endJoining(db, joining, now);
  const joined = await join(db, wish, circumstances);
  return joined && { kind: 'welcome', joined };
}

async function knownOf(
  db: Kysely<Tables>,
  emailKey: string,
  lists: readonly string[],
  secrets: readonly string[],
): Promise<'silenced' | 'onAll' | 'known' | 'unknown'> {
  const barrier = await barrierOf(db, emailKey, secrets);
  const subscriber = await findSubscriber(db, emailKey);
  const on = await findSubscriptionsOf(db, subscriber?.id ?? 0);
  const wished = (await findLists(db)).filter(({ name }) => lists.includes(name)).map(({ id }) => id);
  const isOn = (id: number): boolean => on.some(({ listId, state }) => listId === id && state === 'active');
  if (barrier?.kind === 'silenced') return 'silenced';
  if (wished.length === lists.length && wished.every(isOn) && barrier?.kind !== 'own') return 'onAll';
  return subscriber || barrier ? 'known' : 'unknown';
}

function consentOf({ network, page, wording, now }: Circumstances): Readonly<Record<string, string>> {
  return { asked_at: new Date(now).toISOString(), asked_from: network, page, wording };
}
