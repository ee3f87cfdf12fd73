import { type Kysely, type RawBuilder, sql } from 'kysely';
import { activeReaders } from './active-readers.ts';
import { engineOf } from './engine.ts';
import type { Tables } from './tables.ts';

/** What is wanted of readers: the less of it, the more of them are alike. */
export interface Wanted {
  readonly email: boolean;
  readonly tags: boolean;
  /** Names of fields; `[a-z][a-z0-9_]*`. */
  readonly fields: readonly string[];
  readonly joined: boolean;
  readonly consent: boolean;
}

/** Readers of a list who are alike in what is wanted of them; what is not wanted is null. */
export interface Traits {
  readonly readers: number;
  readonly email: string | null;
  /** JSON: an array of texts. */
  readonly tags: string | null;
  /** JSON: a text for each field wanted, in that order; null where somebody has none. */
  readonly values: readonly (string | null)[];
  /** The day they agreed, or otherwise came onto the list, at its beginning in UTC. */
  readonly joinedOn: number | null;
  readonly consentOn: number | null;
}

const page = 1_000;

/**
 * Everybody who gets mail from a list, those who are alike counted together where they lie: some rows instead of a
 * million; nobody is like another whose address is wanted. Nothing else can be asked of the store before the last one is read.
 */
export async function* streamTraits(
  db: Kysely<Tables>,
  listId: number,
  wanted: Wanted,
): AsyncGenerator<Traits> {
  const columns = columnsOf(db, wanted);
  const count = wanted.email ? sql<number>`1` : sql<number | bigint | string>`count(*)`;
  const groups = activeReaders(db, listId)
    .$if(!wanted.email && columns.length > 0, (query) => query.groupBy(columns.map(({ value }) => value)))
    .select(count.as('readers'))
    .select(columns.map(({ name, value }) => value.as(name)))
    .stream(page);
  for await (const { readers, ...group } of groups) yield traitsOf(group, Number(readers), wanted);
}

interface Column {
  readonly name: string;
  readonly value: RawBuilder<string | number | null>;
}

function columnsOf(db: Kysely<Tables>, { email, tags, fields, joined, consent }: Wanted): readonly Column[] {
  const { fieldOf } = engineOf(db);
  const came = sql<number>`coalesce(subscriptions.consent_at, subscriptions.created_at)`;
  const all: (Column | false)[] = [
    email && { name: 'email', value: sql`subscribers.email` },
    tags && { name: 'tags', value: sql`subscribers.tags` },
    joined && { name: 'joined', value: dayOf(came) },
    consent && { name: 'consent', value: dayOf(sql`subscriptions.consent_at`) },
    ...fields.map((field, i) => ({ name: `value${i}`, value: fieldOf('subscribers.fields', field) })),
  ];
  return all.filter((column) => column !== false);
}

/** The beginning of an instant’s day; engines divide towards zero, and an instant before 1970 lies below it. */
function dayOf(instant: RawBuilder<number>): RawBuilder<number> {
  return sql`(${instant} - ((${instant} % 86400000) + 86400000) % 86400000)`;
}

function traitsOf(group: Readonly<Record<string, unknown>>, readers: number, { fields }: Wanted): Traits {
  const text = (name: string): string | null => (group[name] ?? null) as string | null;
  const day = (name: string): number | null => (group[name] ?? null) as number | null;
  return {
    readers,
    email: text('email'),
    tags: text('tags'),
    values: fields.map((_, i) => text(`value${i}`)),
    joinedOn: day('joined'),
    consentOn: day('consent'),
  };
}
