import { randomBytes } from 'node:crypto';
import { Failure } from '../finding/failure.ts';
import { addDeliveries, completeMailing, createMailing } from '../store/mailings.ts';
import type { Store } from '../store/store.ts';
import { type Aim, Audience } from './audience.ts';
import { freezeContent, variantKey } from './content.ts';
import { contentHash, type PreparedIssue } from './prepare.ts';

/** A mailing's id: short enough to be typed, unlike any word. */
function newMailingId(): string {
  const letters = 'bcdfghjkmnpqrstvwxz23456789';
  return [...randomBytes(6)].map((byte) => letters[byte % letters.length]).join('');
}

/**
 * Writes a mailing and a delivery for each of its readers, all or nothing: what is mailed, to whom, with
 * which values. `expected` is the number that was confirmed.
 * @throws {Failure} `send/changed` when the list has changed since; nothing is written then.
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
  await store.transaction(async (db) => {
    const mailing = {
      id,
      issue: prepared.issue.slug,
      listId: aim.listId,
      segment: aim.segment?.text ?? null,
      contentHash: hash,
      createdAt: now,
    };
    await createMailing(db, mailing);
    const audience = new Audience(prepared, aim);
    const variants = new Map<string, ReadonlySet<string>>();
    let position = 1;
    for await (const recipients of audience.pages(db)) {
      for (const { segments } of recipients) variants.set(variantKey(segments), segments);
      await addDeliveries(
        db,
        mailing,
        position,
        recipients.map(({ delivery }) => delivery),
      );
      position += recipients.length;
    }
    if (audience.recipients !== expected) throw changed(expected, audience.recipients);
    const content = await freezeContent(prepared, variants.values());
    await completeMailing(db, id, JSON.stringify(content), audience.recipients);
  });
  return id;
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
