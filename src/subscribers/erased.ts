import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Failure } from '../finding/failure.ts';
import { dropErasures, findErasureMarks, findErasures } from '../store/erasure.ts';
import type { Store } from '../store/store.ts';
import type { Suppression } from '../store/suppressions.ts';
import type { Tables } from '../store/tables.ts';

/** Told apart from whatever else the secret signs. */
const label = 'pennypost erased 1\0';

/** No address has such a beginning and no @ behind it. */
const prefix = 'erased:';
const markLength = prefix.length + 8;

/**
 * Makes what is kept of people who were erased: a mark of the secret, and 192 bits of the HMAC-SHA-256 of each
 * address, by its key. Whoever has the store but not the secret learns nothing from it.
 */
export function erasedHasher(secret: string): (emailKey: string) => string {
  const key = createSecretKey(Buffer.from(secret));
  const mark = markOf(secret);
  return (emailKey) => mark + macOf(key, `address\0${emailKey}`).slice(0, 32);
}

/** So that it is seen when the secret of an erasure is not at hand any more. */
function markOf(secret: string): string {
  return `${prefix}${macOf(createSecretKey(Buffer.from(secret)), 'mark').slice(0, 7)}:`;
}

function macOf(key: KeyObject, text: string): string {
  return createHmac('sha256', key)
    .update(label + text)
    .digest('base64url');
}

/**
 * Of these addresses, by key, those whose people were erased. It costs a look at an empty index where nobody ever
 * was, otherwise a hash for each address and each secret that somebody was erased with.
 * @param secrets of `PENNYPOST_SECRET`, the retired ones too
 * @throws {Failure} `erased/no-secret` when somebody was erased with a secret that is not among them
 */
export async function findErased(
  db: Kysely<Tables>,
  emailKeys: readonly string[],
  secrets: readonly string[],
): Promise<ReadonlyMap<string, Suppression>> {
  const marks = emailKeys.length === 0 ? [] : await findErasureMarks(db, markLength);
  const used = usedOf(marks, secrets);
  if (used.length === 0) return new Map();
  const keyOf = new Map(
    used
      .map(erasedHasher)
      .flatMap((hash) => emailKeys.map((emailKey) => [hash(emailKey), emailKey] as const)),
  );
  const found = await findErasures(db, [...keyOf.keys()]);
  return new Map([...found].map(([hash, one]) => [keyOf.get(hash) as string, one]));
}

/** The secrets that these marks are of. */
function usedOf(marks: readonly string[], secrets: readonly string[]): readonly string[] {
  const hashed = marks.filter(isMark);
  const byMark = new Map(secrets.map((secret) => [markOf(secret), secret]));
  return hashed.map((mark) => {
    const secret = byMark.get(mark);
    if (secret === undefined) throw lostSecret();
    return secret;
  });
}

/**
 * Forgets the erasures whose secret is lost: nobody can tell any more whom they were about, and they stop every
 * import. @returns how many
 */
export function dropLostErasures(store: Store, secrets: readonly string[]): Promise<number> {
  return store.transaction(async (db) => {
    const known = new Set(secrets.map(markOf));
    const marks = (await findErasureMarks(db, markLength)).filter((mark) => isMark(mark) && !known.has(mark));
    let dropped = 0;
    for (const mark of marks) dropped += await dropErasures(db, mark);
    return dropped;
  });
}

function isMark(text: string): boolean {
  return text.startsWith(prefix) && text.endsWith(':');
}

function lostSecret(): Failure {
  return new Failure(
    'setup',
    'erased/no-secret',
    'Somebody was erased under a PENNYPOST_SECRET that is not at hand, and could not be kept out',
    {
      advice:
        'Put the old secret back into .env, behind the new one and a comma. If it is lost for good, nobody can tell any more whom it was about: pennypost subscribers erase --drop-lost',
      undone: 'Nobody was added.',
    },
  );
}
