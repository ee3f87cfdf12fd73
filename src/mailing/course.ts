import { findMailings, type Mailing } from '../store/mailings.ts';
import { countLeft } from '../store/replan.ts';
import type { SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import type { Aim } from './audience.ts';
import { unfinished } from './steer.ts';
import { reapSenders } from './tenure.ts';

/** What is to be mailed, and whether only to those who have not had the issue. */
export interface Wish {
  readonly issue: string;
  readonly contentHash: string;
  readonly aim: Aim;
  readonly onlyNew: boolean;
}

/** What a wish to send comes to, by what the ledger knows of the issue and the list. */
export type Course =
  | { readonly kind: 'begin' }
  /** The same text to the same people was begun, and `left` of them are left. */
  | { readonly kind: 'goOn'; readonly mailing: Mailing; readonly left: number }
  /** Another process is at it. */
  | { readonly kind: 'running'; readonly mailing: Mailing }
  /** Some people have it with another text. */
  | { readonly kind: 'otherText'; readonly mailing: Mailing }
  /** It was begun for another part of the list. */
  | { readonly kind: 'otherSegment'; readonly mailing: Mailing }
  /** It goes to its readers, and this wish is only practice. */
  | { readonly kind: 'inEarnest'; readonly mailing: Mailing }
  | { readonly kind: 'sentBefore'; readonly mailing: Mailing };

/** Notices on the way which senders have died. Practice is nothing to a mailing that goes to its readers. */
export async function courseOf(store: Store, wish: Wish, here: SenderIdentity, now: number): Promise<Course> {
  const about = { issue: wish.issue, listId: wish.aim.listId };
  const mailings = await findMailings(store.db, about);
  for (const mailing of mailings) {
    if (mailing.practice && !wish.aim.practice) continue;
    if (!unfinished.includes(mailing.state)) continue;
    const { living } = await reapSenders(store, mailing.id, here, now);
    if (living > 0) return { kind: isOtherWay(mailing, wish) ? 'inEarnest' : 'running', mailing };
    const left = await countLeft(store.db, mailing.id);
    // One that only waits for deferred readers does not stand in the way of those who are new.
    const inTheWay = left > 0 && !(wish.onlyNew && mailing.state === 'incomplete');
    if (inTheWay) return courseWith(mailing, left, wish);
  }
  const last = mailings.find(({ practice }) => !practice);
  return last && !wish.onlyNew ? { kind: 'sentBefore', mailing: last } : { kind: 'begin' };
}

function courseWith(mailing: Mailing, left: number, wish: Wish): Course {
  const { aim, contentHash } = wish;
  if (isOtherWay(mailing, wish)) return { kind: 'inEarnest', mailing };
  if (mailing.contentHash !== contentHash) return { kind: 'otherText', mailing };
  if (mailing.segment !== (aim.segment?.text ?? null)) return { kind: 'otherSegment', mailing };
  return { kind: 'goOn', mailing, left };
}

function isOtherWay(mailing: Mailing, { aim }: Wish): boolean {
  return mailing.practice !== aim.practice;
}
