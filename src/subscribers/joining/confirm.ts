import type { Notice } from '../../message/notice.ts';
import { endJoining, findJoining, forgetJoinings, type Joining } from '../../store/joinings.ts';
import { putNotice } from '../../store/notices.ts';
import type { Store } from '../../store/store.ts';
import { joiningLife } from './ask.ts';
import { type Joined, join } from './join.ts';
import { forgiveMails } from './limits.ts';

/** Who confirms, and when. */
export interface Confirmation {
  /** Their address on the internet. */
  readonly network: string;
  readonly secrets: readonly string[];
  readonly now: number;
  /** Mailed to who has joined, where the newsletter has one. */
  readonly welcome: (joined: Joined) => Notice | undefined;
}

/** A wish to join that can still be confirmed. */
export async function openJoining(store: Store, id: number, now: number): Promise<Joining | undefined> {
  const joining = await findJoining(store.db, id);
  return joining && isOpen(joining, now) ? joining : undefined;
}

/**
 * Puts whoever confirms on the lists they wished. `late`: it was confirmed before, or is forgotten. Nobody joins
 * where nothing may be sent to the address, and that is not told.
 */
export function confirmJoining(
  store: Store,
  id: number,
  { network, secrets, now, welcome }: Confirmation,
): Promise<'late' | 'confirmed'> {
  return store.transaction(async (db) => {
    const joining = await findJoining(db, id);
    await forgetJoinings(db, now - joiningLife);
    if (!joining || !isOpen(joining, now)) return 'late';
    await endJoining(db, id, now);
    await forgiveMails(db, joining.emailKey, secrets);
    const consent = { ...joining.consent, confirmed_from: network };
    const joined = await join(db, { ...joining, consent }, { secrets, now });
    await putNotice(db, joined && welcome(joined), now);
    return 'confirmed';
  });
}

function isOpen({ doneAt, askedAt }: Joining, now: number): boolean {
  return doneAt === null && askedAt > now - joiningLife;
}
