import { withoutControls } from '../render/escape.ts';
import { findEventsOf, recordEvents } from '../store/events.ts';
import type { Store } from '../store/store.ts';

/** Why somebody left, of what the page offers. */
export const reasons = ['tooMany', 'notForMe', 'neverAsked', 'other'] as const;
export type Reason = (typeof reasons)[number];

/** Characters. */
const mostWords = 200;
/** A link that went round, or a bored hand, does not fill the store. */
const mostTold = 5;

/** Keeps what somebody says on why they left, for `subscribers show`; their words are cut and made harmless. */
export function tellWhy(
  store: Store,
  subscriberId: number,
  {
    reason,
    words,
    now,
  }: { readonly reason: Reason | undefined; readonly words: string; readonly now: number },
): Promise<void> {
  return store.transaction(async (db) => {
    const said = [...withoutControls(words).replace(/\s+/g, ' ').trim()].slice(0, mostWords).join('');
    if (said === '' && reason === undefined) return;
    const told = (await findEventsOf(db, subscriberId)).filter(({ kind }) => kind === 'why');
    if (told.length >= mostTold) return;
    const detail = { ...(reason ? { reason } : {}), ...(said === '' ? {} : { words: said }) };
    await recordEvents(db, [{ at: now, kind: 'why', mailingId: null, subscriberId, detail }]);
  });
}
