import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Failure } from '../finding/failure.ts';
import { completeMailing, createMailing, findMailings, type NewMailing } from '../store/mailings.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import type { Aim } from './audience.ts';
import { freezeContent } from './content.ts';
import { freezeReaders } from './freeze-readers.ts';
import { contentHash, type PreparedIssue } from './prepare.ts';
import { isRunning } from './tenure.ts';

/** A mailing's id: short enough to be typed, unlike any word. */
function newMailingId(): string {
  const letters = 'bcdfghjkmnpqrstvwxz23456789';
  return [...randomBytes(6)].map((byte) => letters[byte % letters.length]).join('');
}

/**
 * Writes a mailing and a delivery for each of its readers, all or nothing: what is mailed, to whom, with
 * which values. `expected` is the number that was confirmed.
 * @throws {Failure} `send/changed` when the list has changed since, `mailing/running` when somebody else has
 * begun the same; nothing is written then.
 */
export async function freezeMailing(
  store: Store,
  prepared: PreparedIssue,
  aim: Aim,
  expected: number,
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
    contentHash: hash,
    createdAt: now,
  };
  await store.transaction(async (db) => {
    await refuseSecond(db, mailing);
    await createMailing(db, mailing);
    const { recipients, variants } = await freezeReaders(db, mailing, prepared, aim);
    if (recipients !== expected) throw changed(expected, recipients);
    const content = await freezeContent(prepared, variants);
    await completeMailing(db, id, JSON.stringify(content), recipients);
  });
  return id;
}

/** Two senders started at once may both have seen that nothing was begun; the second comes here too late. */
async function refuseSecond(db: Kysely<Tables>, { issue, listId }: NewMailing): Promise<void> {
  const mailings = await findMailings(db, { issue, listId });
  const begun = mailings.find(({ state }) => state === 'running' || state === 'paused');
  if (begun) throw isRunning(begun.id);
}

function changed(expected: number, found: number): Failure {
  return new Failure(
    'refused',
    'send/changed',
    `The list changed in the meantime: ${expected} people were confirmed, and now there are ${found}`,
    {
      advice: 'Run the same command again and look at the new plan.',
      undone: 'Nothing was sent.',
    },
  );
}
