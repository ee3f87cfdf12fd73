import type { Kysely } from 'kysely';
import { clearDeliveries, type Holder } from '../../src/store/clearance.ts';
import type { Clearance, Settlement } from '../../src/store/delivery.ts';
import { settleDeliveries } from '../../src/store/settlement.ts';
import type { Tables } from '../../src/store/tables.ts';

type Holding = Holder & { readonly subscriberId: number };

/** A group of one. */
export async function clearDelivery(db: Kysely<Tables>, holding: Holding, now: number): Promise<Clearance> {
  const cleared = await clearDeliveries(db, holding, [holding.subscriberId], now);
  return cleared.get(holding.subscriberId) as Clearance;
}

/** A group of one; whether it was ours. */
export async function settleDelivery(
  db: Kysely<Tables>,
  holding: Holding,
  settlement: Settlement,
  now: number,
): Promise<boolean> {
  const lost = await settleDeliveries(db, holding, [{ ...holding, settlement }], now);
  return !lost.has(holding.subscriberId);
}
