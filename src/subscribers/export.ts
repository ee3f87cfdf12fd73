import { displayAddress } from '../address/email-address.ts';
import { type Member, streamMembers } from '../store/audience.ts';
import { findLists, type List } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { findSubscriptions, type Subscription } from '../store/subscriptions.ts';
import { headerOfField } from './columns.ts';
import { writeLine } from './csv/cell.ts';
import { formatTags } from './tags.ts';

/**
 * A list as lines of CSV in UTF-8, the header first; every list, each person once for each, when none is given.
 * Also those who left, with their status: what `importSubscribers` reads is the same list again.
 */
export async function* exportSubscribers(store: Store, list?: List): AsyncGenerator<string> {
  const lists = list ? [list] : await findLists(store.db);
  const fields = await fieldNames(store, lists);
  const listColumn = list ? [] : ['list'];
  const known = ['tags', 'status', 'consent_at', 'consent_source', 'consent'];
  yield writeLine(['email', ...listColumn, ...fields.map(headerOfField), ...known]);
  for (const one of lists) yield* linesOf(store, one, { fields, withList: list === undefined });
}

/** Fields that people of these lists have: first name and last name first, the others by name. */
async function fieldNames(store: Store, lists: readonly List[]): Promise<string[]> {
  const names = new Set<string>();
  for (const list of lists) {
    for await (const { subscriber } of streamMembers(store.db, list.id)) {
      for (const name of Object.keys(subscriber.fields)) names.add(name);
    }
  }
  const first = ['first_name', 'last_name', 'name'].filter((name) => names.delete(name));
  return [...first, ...[...names].sort()];
}

interface Layout {
  readonly fields: readonly string[];
  readonly withList: boolean;
}

async function* linesOf(store: Store, list: List, layout: Layout): AsyncGenerator<string> {
  for await (const members of inBatches(streamMembers(store.db, list.id))) {
    const ids = members.map((member) => member.subscriber.id);
    const subscriptions = await findSubscriptions(store.db, list.id, ids);
    for (const member of members) {
      const subscription = subscriptions.get(member.subscriber.id);
      // Erased between the two questions.
      if (subscription) yield writeLine(cellsOf(member, subscription, list, layout));
    }
  }
}

function cellsOf(member: Member, subscription: Subscription, list: List, layout: Layout): string[] {
  const { email, fields, tags } = member.subscriber;
  const { consentAt, consent, source } = subscription;
  return [
    displayAddress(email),
    ...(layout.withList ? [list.name] : []),
    ...layout.fields.map((field) => (Object.hasOwn(fields, field) ? (fields[field] as string) : '')),
    formatTags(tags),
    statusOf(member),
    consentAt === null ? '' : new Date(consentAt).toISOString(),
    source,
    Object.keys(consent).length === 0 ? '' : JSON.stringify(consent),
  ];
}

/** A word that an import takes for the same standing. */
function statusOf({ state, suppression }: Member): string {
  if (suppression === null) return state;
  return suppression === 'erased' ? 'blocked' : suppression;
}

async function* inBatches<T>(all: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < 500) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
