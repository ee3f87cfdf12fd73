import type { Kysely } from 'kysely';
import type { Notice } from '../../message/notice.ts';
import { endJoining, findJoining, forgetJoinings, type Joining } from '../../store/joinings.ts';
import { putNotice } from '../../store/notices.ts';
import type { Store } from '../../store/store.ts';
import type { Tables } from '../../store/tables.ts';
import { joiningLife } from './ask.ts';
import { type Joined, join } from './join.ts';
import { forgiveMails } from './limits.ts';

/** Who confirms, and when. */
export interface Confirmation {
  /** Their address on the internet. */
  readonly network: string;
  readonly secrets: readonly string[];
  /** Those that anybody may join now, by name. */
  readonly lists: readonly string[];
  readonly now: number;
  /** Mailed to who has joined, where the newsletter has one. */
  readonly welcome: (joined: Joined) => Notice | undefined;
}

/** A wish to join that can still be confirmed, for those of its lists that are still open to anybody. */
export async function openJoining(
  db: Kysely<Tables>,
  id: number,
  { lists, now }: Pick<Confirmation, 'lists' | 'now'>,
): Promise<Joining | undefined> {
  const joining = await findJoining(db, id);
  if (!joining || joining.doneAt !== null || joining.askedAt <= now - joiningLife) return undefined;
  const open = joining.lists.filter((list) => lists.includes(list));
  return open.length === 0 ? undefined : { ...joining, lists: open };
}

/**
 * Puts whoever confirms on the lists they wished. `late`: it was confirmed before, or is forgotten, or none of
 * its lists is open any more. Nobody joins
 * where nothing may be sent to the address, and that is not told.
 */
export function confirmJoining(
  store: Store,
  id: number,
  { network, secrets, lists, now, welcome }: Confirmation,
): Promise<'late' | 'confirmed'> {
  return store.transaction(async (db) => {
    const joining = await openJoining(db, id, { lists, now });
    await forgetJoinings(db, now - joiningLife);
    if (!joining) return 'late';
    await endJoining(db, id, now);
    await forgiveMails(db, joining.emailKey, secrets);
    const consent = { ...joining.consent, confirmed_from: network };
    const joined = await join(db, { ...joining, consent }, { secrets, now });
    await putNotice(db, joined && welcome(joined), now);
    return 'confirmed';
  });
}
