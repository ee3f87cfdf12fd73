import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Failure } from '../finding/failure.ts';
import { putArchived } from '../store/archive.ts';
import { completeMailing, createMailing, type NewMailing } from '../store/mailings.ts';
import { putPictures } from '../store/pictures.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { archiveCopyOf, hostedPicturesOf, isPublic } from './archive-copy.ts';
import type { Aim } from './audience.ts';
import { freezeContent } from './content.ts';
import { freezeReaders } from './freeze-readers.ts';
import { contentHash, type PreparedIssue } from './prepare.ts';
import { findBegun, isInTheWay } from './steer.ts';
import { isRunning } from './tenure.ts';

/** A mailing's id: short enough to be typed, unlike any word. */
function newMailingId(): string {
  const letters = 'bcdfghjkmnpqrstvwxz23456789';
  return [...randomBytes(6)].map((byte) => letters[byte % letters.length]).join('');
}

/** To how many people a mailing may go; both numbers are allowed. */
export interface Confirmed {
  readonly least: number;
  readonly most: number;
}

/**
 * Writes a mailing and a delivery for each of its readers, all or nothing: what is mailed, to whom, with
 * which values; in earnest also the pictures it shows and, where it has a page, its web copy, which is
 * public once a server has taken a copy.
 * @throws {Failure} `send/changed` when the list has changed since, to a number that was not confirmed;
 * `mailing/running`, `mailing/another` when somebody else has begun the same. Nothing is written then.
 */
export async function freezeMailing(
  store: Store,
  prepared: PreparedIssue,
  aim: Aim,
  confirmed: Confirmed,
  now: number,
): Promise<string> {
  const id = newMailingId();
  const hash = await contentHash(prepared);
  const mailing = {
    id,
    issue: prepared.issue.slug,
    listId: aim.listId,
    segment: aim.segment?.text ?? null,
    rate: aim.rate ?? null,
    practice: aim.practice,
    contentHash: hash,
    createdAt: now,
  };
  const hasPage = isPublic(prepared.issue, aim);
  const copy = hasPage ? await archiveCopyOf(prepared, { mailing: id, sentAt: now }) : undefined;
  await store.transaction(async (db) => {
    await refuseSecond(db, mailing);
    await createMailing(db, mailing);
    const { recipients, variants } = await freezeReaders(db, mailing, prepared, aim);
    if (recipients < confirmed.least || recipients > confirmed.most) throw changed(confirmed, recipients);
    const content = await freezeContent(prepared, variants);
    await completeMailing(db, id, JSON.stringify(content), recipients);
    if (!aim.practice) await putPictures(db, hostedPicturesOf(prepared));
    if (copy) await putArchived(db, copy);
  });
  return id;
}

/** Two senders started at once may both have seen that nothing was begun; the second comes here too late. */
async function refuseSecond(db: Kysely<Tables>, mailing: NewMailing): Promise<void> {
  const begun = await findBegun(db, mailing);
  if (begun?.state === 'running') throw isRunning(begun.id);
  if (begun) throw isInTheWay(begun, 'the same command again');
}

function changed(confirmed: Confirmed, found: number): Failure {
  if (found === 0) return nobodyLeft();
  return new Failure(
    'refused',
    'send/changed',
    `The list changed in the meantime: ${inWords(confirmed)} confirmed, and now it would go to ${found}`,
    {
      advice: 'Run the same command again and look at the new plan.',
      undone: 'Nothing was sent.',
    },
  );
}

function nobodyLeft(): Failure {
  const message = 'The list changed in the meantime: there is nobody left to send it to';
  return new Failure('refused', 'send/changed', message, {
    advice: 'See who is on the list: pennypost subscribers list',
    undone: 'Nothing was sent.',
  });
}

function inWords({ least, most }: Confirmed): string {
  if (least === most) return least === 1 ? '1 person was' : `${least} people were`;
  return `${least} to ${most} people were`;
}
