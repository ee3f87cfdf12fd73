import { displayAddress } from '../address/email-address.ts';
import { type Member, standing, streamMembers } from '../store/audience.ts';
import { findLists, type List } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import { findSubscriptions, type Subscription } from '../store/subscriptions.ts';
import { headerOfField } from './columns.ts';
import { writeLine } from './csv/cell.ts';
import { describedOf } from './described.ts';
import type { StandingOnList } from './look.ts';
import { matches } from './segment/matches.ts';
import type { Segment } from './segment/segment.ts';
import { formatTags } from './tags.ts';

/** Which people of a list are meant; everybody where nothing is said. */
export interface Only {
  readonly state?: StandingOnList | undefined;
  readonly segment?: Segment | undefined;
}

/**
 * A list as lines of CSV in UTF-8, the header first; every list, each person once for each, when none is given.
 * Also those who left, with their status: what `importSubscribers` reads is the same list again.
 */
export async function* exportSubscribers(store: Store, list?: List, only: Only = {}): AsyncGenerator<string> {
  const lists = list ? [list] : await findLists(store.db);
  const fields = await fieldNames(store, lists, only);
  const listColumn = list ? [] : ['list'];
  const known = ['tags', 'status', 'consent_at', 'consent_source', 'consent'];
  yield writeLine(['email', ...listColumn, ...fields.map(headerOfField), ...known]);
  for await (const one of linesOf(store, lists, only)) {
    yield writeLine(cellsOf(one, { fields, withList: list === undefined }));
  }
}

/** The same people as values, for JSON. Instants are ISO 8601 in UTC. */
export async function* exportRecords(store: Store, list?: List, only: Only = {}) {
  for await (const one of linesOf(store, list ? [list] : await findLists(store.db), only)) {
    const { subscriber } = one.member;
    const { consentAt, consent, source, createdAt, leftAt } = one.subscription;
    yield {
      email: subscriber.email,
      list: one.list.name,
      status: standing(one.member),
      fields: subscriber.fields,
      tags: subscriber.tags,
      consentAt: iso(consentAt),
      source,
      consent,
      createdAt: iso(createdAt),
      leftAt: iso(leftAt),
    };
  }
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

/** Somebody on a list. */
interface Line {
  readonly list: List;
  readonly member: Member;
  readonly subscription: Subscription;
}

async function* linesOf(store: Store, lists: readonly List[], only: Only): AsyncGenerator<Line> {
  for (const list of lists) {
    for await (const members of inBatches(meant(store, list, only))) {
      const ids = members.map((member) => member.subscriber.id);
      const subscriptions = await findSubscriptions(store.db, list.id, ids);
      for (const member of members) {
        const subscription = subscriptions.get(member.subscriber.id);
        // Erased between the two questions.
        if (subscription) yield { list, member, subscription };
      }
    }
  }
}

async function* meant(store: Store, list: List, { state, segment }: Only): AsyncGenerator<Member> {
  for await (const member of streamMembers(store.db, list.id)) {
    if (state !== undefined && standing(member) !== state) continue;
    if (segment === undefined || matches(segment, describedOf(member))) yield member;
  }
}

/** Fields that these people have: first name and last name first, the others by name. */
async function fieldNames(store: Store, lists: readonly List[], only: Only): Promise<string[]> {
  const names = new Set<string>();
  for (const list of lists) {
    for await (const { subscriber } of meant(store, list, only)) {
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

function cellsOf({ list, member, subscription }: Line, layout: Layout): string[] {
  const { email, fields, tags } = member.subscriber;
  const { consentAt, consent, source } = subscription;
  return [
    displayAddress(email),
    ...(layout.withList ? [list.name] : []),
    ...layout.fields.map((field) => (Object.hasOwn(fields, field) ? (fields[field] as string) : '')),
    formatTags(tags),
    statusOf(member),
    iso(consentAt) ?? '',
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
