import { type Kysely, type Selectable, sql } from 'kysely';
import { type Claim, type ClaimableState, claimableStates, type DeliveryState } from './delivery.ts';
import { engineOf } from './engine.ts';
import { membersOf } from './many.ts';
import { type Ask, repeated } from './repeated.ts';
import { cancelDeliveries, heldOnce } from './replan.ts';
import type { DeliveryTable, Tables } from './tables.ts';

/** A claim and its place in the mailing’s order. */
export interface Claimed extends Claim {
  readonly position: number;
}

/** A part of what can be claimed: readers of these domains, or of all others, and of the planned ones those behind a place. */
export interface Part {
  readonly of: 'these' | 'others';
  /** In lower-case A-labels. */
  readonly domains: readonly string[];
  /** A position. */
  readonly after: number;
}

const everybody: Part = { of: 'others', domains: [], after: 0 };

/**
 * Claims up to `limit` deliveries for a sender: deferred ones whose time has come, the longest due first, then
 * planned ones in their order; `only` those of some states, and of a `part` of the readers. Nothing is claimed of a
 * mailing that is not running, or by a sender that is not registered.
 */
export async function claimDeliveries(
  db: Kysely<Tables>,
  { only = claimableStates, part = everybody, ...wanted }: Wanted & Choice,
): Promise<Claimed[]> {
  const claims: Claimed[] = [];
  for (const from of claimableStates) {
    const limit = wanted.limit - claims.length;
    if (limit > 0 && only.includes(from))
      claims.push(...(await claimRows(db, { ...wanted, limit }, from, part)));
  }
  return claims;
}

interface Wanted {
  readonly mailing: string;
  readonly sender: string;
  readonly limit: number;
  readonly now: number;
}

interface Choice {
  readonly only?: readonly ClaimableState[] | undefined;
  readonly part?: Part | undefined;
}

async function claimRows(
  db: Kysely<Tables>,
  wanted: Wanted,
  from: ClaimableState,
  { of, domains, after }: Part,
): Promise<Claimed[]> {
  const values = { ...wanted, after, domains: JSON.stringify(domains) };
  const rows = await claiming[from][of](db, values);
  return rows.map(claimOf).sort((a, b) => a.position - b.position);
}

interface ClaimValues extends Wanted {
  readonly after: number;
  /** JSON array. */
  readonly domains: string;
}

const claiming: Readonly<Record<ClaimableState, Readonly<Record<Part['of'], Ask<ClaimValues, ClaimRow>>>>> = {
  deferred: { these: claimsOf('deferred', 'these'), others: claimsOf('deferred', 'others') },
  planned: { these: claimsOf('planned', 'these'), others: claimsOf('planned', 'others') },
};

function claimsOf(from: ClaimableState, of: Part['of']): Ask<ClaimValues, ClaimRow> {
  return repeated<ClaimValues, ClaimRow>((db, { mailing, sender, limit, now, after, domains }) => {
    const { domainOf } = engineOf(db);
    return db
      .updateTable('deliveries')
      .set({ state: 'claimed', sender_id: sender, updated_at: now })
      .where('mailing_id', '=', mailing)
      .where('subscriber_id', 'in', (eb) =>
        eb
          .selectFrom('deliveries as free')
          .innerJoin('mailings', 'mailings.id', 'free.mailing_id')
          .select('free.subscriber_id')
          .where('free.mailing_id', '=', mailing)
          .where('mailings.state', '=', 'running')
          .where(({ exists, selectFrom }) =>
            exists(selectFrom('senders').select('senders.id').where('senders.id', '=', sender)),
          )
          // A constant: only then are the indexes on what is open of any use.
          .where('free.state', '=', sql.lit(from))
          .$if(from === 'deferred', (query) => query.where('free.due_at', '<=', now).orderBy('free.due_at'))
          .$if(from === 'planned', (query) => query.where('free.position', '>', after))
          .where(domainOf('free.email_key'), of === 'these' ? 'in' : 'not in', membersOf(db, domains, 'text'))
          .orderBy('free.position')
          .limit(limit),
      )
      .returning([
        'subscriber_id',
        'email',
        'fields',
        'variant',
        'attempts',
        'deferred_since',
        'held',
        'position',
      ]);
  });
}

type ClaimRow = Pick<
  Selectable<DeliveryTable>,
  'subscriber_id' | 'email' | 'fields' | 'variant' | 'attempts' | 'deferred_since' | 'held' | 'position'
>;

function claimOf(row: ClaimRow): Claimed {
  return {
    subscriberId: row.subscriber_id,
    email: row.email,
    fields: JSON.parse(row.fields) as Record<string, string>,
    variant: row.variant,
    attempts: row.attempts,
    deferredSince: row.deferred_since,
    heldBefore: row.held === heldOnce,
    position: row.position,
  };
}

/** Where a delivery was claimed from: `due_at` is only set while it is deferred or claimed again. */
export const whereItWas = sql<DeliveryState>`case when due_at is null then 'planned' else 'deferred' end`;

/** What became of a sender that holds deliveries and has ended. */
export type Ending =
  /** It put its claims down, or its process ended; the machine has run on. */
  | 'left'
  /** Its machine was started anew since: what it wrote last may be lost, and a claim of its may have been sent. */
  | 'cut off';

/**
 * What a sender held that has ended: its claims are free again, or cancelled with their mailing; what it was
 * handing over is unknown, and after a power cut so is what it had claimed.
 */
export async function buryClaims(
  db: Kysely<Tables>,
  { mailing, sender, ending }: { mailing: string; sender: string; ending: Ending },
  now: number,
): Promise<void> {
  const of = db
    .updateTable('deliveries')
    .set({ sender_id: null, updated_at: now })
    .where('mailing_id', '=', mailing)
    .where('sender_id', '=', sender);
  if (ending === 'left') await of.where('state', '=', 'claimed').set({ state: whereItWas }).execute();
  else await of.where('state', '=', 'claimed').set({ state: 'unknown', reason: whyCutOff }).execute();
  await of.where('state', '=', 'sending').set({ state: 'unknown', reason: whyUnknown }).execute();
  if (await isCancelled(db, mailing)) await cancelDeliveries(db, mailing, now);
}

const whyUnknown = 'the sender ended before the server’s answer was written';
const whyCutOff = 'the machine was started anew before it was written whether this was sent';

async function isCancelled(db: Kysely<Tables>, mailing: string): Promise<boolean> {
  const row = await db.selectFrom('mailings').select('state').where('id', '=', mailing).executeTakeFirst();
  return row?.state === 'cancelled';
}

/** Senders that hold deliveries of the mailing and are not registered any more. */
export async function findOrphanedSenders(db: Kysely<Tables>, mailing: string): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('sender_id')
    .distinct()
    .where('mailing_id', '=', mailing)
    .where('sender_id', 'is not', null)
    .where('sender_id', 'not in', (eb) => eb.selectFrom('senders').select('id'))
    .execute();
  return rows.flatMap((row) => (row.sender_id === null ? [] : [row.sender_id]));
}
