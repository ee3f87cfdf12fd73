import { displayAddress } from '../../address/email-address.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { countAudience } from '../../store/audience.ts';
import { findLists } from '../../store/lists.ts';
import type { Store } from '../../store/store.ts';
import { type ListedSubscriber, listSubscribers, type StandingOnList } from '../../subscribers/look.ts';
import { formatTags } from '../../subscribers/tags.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { tableRows } from '../table.ts';
import { whichList } from '../which-list.ts';

interface Options {
  list?: string;
  state?: StandingOnList;
  limit?: number;
}

/** So many people are printed for a person to read unless they say otherwise; a program gets all. */
const readable = 50;

/** Prints the lists in numbers, or the people on one, or the people in one state. */
export async function run(desk: Desk, _words: readonly string[], options: Options): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  await withStore(newsletter, (store) =>
    options.list === undefined && options.state === undefined
      ? printLists(desk, store)
      : printPeople(desk, store, options),
  );
  return exitCodes.done;
}

async function printLists(desk: Desk, store: Store): Promise<void> {
  const rows: string[][] = [['list', 'active', 'pending', 'unsubscribed', 'suppressed']];
  const lists = await findLists(store.db);
  for (const { id, name } of lists) {
    const counts = await countAudience(store.db, id);
    if (desk.flags.json) printJson(desk, { list: name, ...counts });
    const { active, pending, unsubscribed, suppressed } = counts;
    rows.push([name, ...[active, pending, unsubscribed, suppressed].map(String)]);
  }
  if (desk.flags.json) return;
  if (lists.length > 0) for (const row of tableRows(rows)) print(desk, row);
  note(desk, adviceFor(lists.map((list) => list.name)));
}

function adviceFor([name]: readonly string[]): string {
  return name === undefined
    ? 'There is no list yet. Read one from a CSV file: pennypost subscribers import subscribers/sample.csv'
    : `\nTo see who is on one: pennypost subscribers list --list ${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)}`;
}

async function printPeople(desk: Desk, store: Store, options: Options): Promise<void> {
  const list = options.list === undefined ? undefined : await whichList(store, options.list);
  const people = listSubscribers(store, { list, state: options.state });
  if (desk.flags.json) return await printAsJson(desk, people, options.limit);
  const limit = options.limit ?? readable;
  const shown: ListedSubscriber[] = [];
  let more = false;
  for await (const person of people) {
    more = shown.length >= limit;
    if (more) break;
    shown.push(person);
  }
  for (const row of tableRows(shown.map((person) => rowOf(person, list === undefined)))) print(desk, row);
  if (shown.length === 0 && !more) note(desk, 'Nobody.');
  if (more) note(desk, `There are more; --limit ${limit * 10 || readable} shows more of them.`);
}

async function printAsJson(
  desk: Desk,
  people: AsyncIterable<ListedSubscriber>,
  limit = Number.POSITIVE_INFINITY,
): Promise<void> {
  let printed = 0;
  for await (const { list, subscriber, state } of people) {
    if (printed >= limit) return;
    const { email, fields, tags } = subscriber;
    printJson(desk, { email, list, state, fields, tags });
    printed += 1;
  }
}

function rowOf({ list, subscriber, state }: ListedSubscriber, named: boolean): string[] {
  const { email, fields, tags } = subscriber;
  const name = fields['name'] ?? [fields['first_name'], fields['last_name']].filter(Boolean).join(' ');
  return [displayAddress(email), ...(named ? [list] : []), state, name, formatTags(tags)];
}
