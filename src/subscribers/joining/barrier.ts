import type { Kysely } from 'kysely';
import { Failure } from '../../finding/failure.ts';
import { findSuppression, type Suppression } from '../../store/suppressions.ts';
import type { Tables } from '../../store/tables.ts';
import { findErased } from '../erased.ts';

/** What keeps an address out of every list, as far as it matters to whoever wants to join. */
export type Barrier =
  /** Nothing is sent there, whatever is wished: it bounces, complained or is blocked. */
  | { readonly kind: 'silenced' }
  /** They left, or were erased: theirs to take back. `key` is what is to be lifted. */
  | { readonly kind: 'own'; readonly key: string }
  /** Somebody was erased under a secret that is lost: it may have been this one. */
  | { readonly kind: 'perhaps' };

export async function barrierOf(
  db: Kysely<Tables>,
  emailKey: string,
  secrets: readonly string[],
): Promise<Barrier | undefined> {
  const suppression = await findSuppression(db, emailKey);
  const erased = await erasureOf(db, emailKey, secrets);
  if (suppression && !ownReasons.includes(suppression.reason)) return { kind: 'silenced' };
  if (erased === 'perhaps') return suppression ? { kind: 'own', key: emailKey } : { kind: 'perhaps' };
  const own = suppression ?? erased;
  return own && { kind: 'own', key: own.email_key };
}

const ownReasons: readonly Suppression['reason'][] = ['unsubscribed', 'erased'];

/** A lost secret stops imports; people who come by themselves it does not stop. */
async function erasureOf(
  db: Kysely<Tables>,
  emailKey: string,
  secrets: readonly string[],
): Promise<Suppression | 'perhaps' | undefined> {
  try {
    return (await findErased(db, [emailKey], secrets)).get(emailKey);
  } catch (error) {
    if (error instanceof Failure && error.code === 'erased/no-secret') return 'perhaps';
    throw error;
  }
}
