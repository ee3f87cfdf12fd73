import type { Kysely } from 'kysely';
import { addDeliveries, type NewMailing } from '../store/mailings.ts';
import { findMailingsOf } from '../store/readers.ts';
import type { Tables } from '../store/tables.ts';
import { planWholeList } from '../store/whole-list.ts';
import { type Aim, Audience } from './audience.ts';
import { variantKey } from './content.ts';
import type { PreparedIssue } from './prepare.ts';

/** Whom a freeze wrote down. */
export interface FrozenReaders {
  readonly recipients: number;
  /** Every mixture of segments that one of them has. */
  readonly variants: Iterable<ReadonlySet<string>>;
}

/** Writes a delivery for everybody in the audience, in the order of the list. */
export async function freezeReaders(
  db: Kysely<Tables>,
  mailing: NewMailing,
  prepared: PreparedIssue,
  aim: Aim,
): Promise<FrozenReaders> {
  const alike = aim.segment === undefined && prepared.segments.size === 0;
  return alike ? freezeWholeList(db, mailing, prepared, aim) : freezeByPages(db, mailing, prepared, aim);
}

/** The whole list, and everybody sees the same blocks: the store plans them by itself. */
async function freezeWholeList(
  db: Kysely<Tables>,
  mailing: NewMailing,
  { fields }: PreparedIssue,
  { limit }: Aim,
): Promise<FrozenReaders> {
  const nobody: ReadonlySet<string> = new Set();
  const earlier = (await findMailingsOf(db, mailing.issue)).filter((id) => id !== mailing.id);
  const whole = { earlier, fields, limit, variant: variantKey(nobody) };
  return { recipients: await planWholeList(db, mailing, whole), variants: [nobody] };
}

/** Everybody is looked at: who is meant, and which blocks they see. */
export async function freezeByPages(
  db: Kysely<Tables>,
  mailing: NewMailing,
  prepared: PreparedIssue,
  aim: Aim,
): Promise<FrozenReaders> {
  const audience = new Audience(prepared, aim, mailing.createdAt);
  const variants = new Map<string, ReadonlySet<string>>();
  let position = 1;
  for await (const recipients of audience.pages(db)) {
    for (const { segments } of recipients) variants.set(variantKey(segments), segments);
    const deliveries = recipients.map(({ delivery }) => delivery);
    await addDeliveries(db, mailing, position, deliveries);
    position += deliveries.length;
  }
  return { recipients: audience.recipients, variants: variants.values() };
}
