import { Failure } from '../finding/failure.ts';
import { nearest } from '../finding/nearest.ts';
import { findLists, type List } from '../store/lists.ts';
import type { Store } from '../store/store.ts';

/**
 * The list a person means: the one they name, otherwise the only one there is.
 * @throws {Failure} `list/unknown`, `list/which` when there are several and none is named, `list/none`
 */
export async function whichList(store: Store, wanted: string | undefined): Promise<List> {
  const lists = await findLists(store.db);
  if (wanted !== undefined) return named(lists, wanted);
  const [only, another] = lists;
  if (!only) throw noList();
  if (another) throw severalLists(lists);
  return only;
}

function named(lists: readonly List[], wanted: string): List {
  const found = lists.find((list) => list.name === wanted);
  if (found) return found;
  if (lists.length === 0) throw noList();
  const names = lists.map((list) => list.name);
  const meant = nearest(wanted, names);
  throw new Failure('usage', 'list/unknown', `There is no list “${wanted}”`, {
    advice: meant ? `Did you mean ${meant}?` : `The lists are ${names.join(', ')}.`,
    undone: 'Nothing was done.',
  });
}

function severalLists(lists: readonly List[]): Failure {
  const names = lists.map((list) => list.name);
  return new Failure('usage', 'list/which', `There are ${names.length} lists: ${names.join(', ')}`, {
    advice: `Name the one you mean, as in --list ${names[0]}`,
    undone: 'Nothing was done.',
  });
}

function noList(): Failure {
  return new Failure('usage', 'list/none', 'There is no list yet', {
    advice: 'Read one from a CSV file: pennypost subscribers import subscribers/sample.csv',
    undone: 'Nothing was done.',
  });
}
