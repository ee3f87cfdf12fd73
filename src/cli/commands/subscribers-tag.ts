import { resolve } from 'node:path';
import { displayAddress } from '../../address/email-address.ts';
import { Failure } from '../../finding/failure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { segmentOf } from '../../newsletter/segments.ts';
import { readAddressFile } from '../../subscribers/address-file.ts';
import { oneLine } from '../../subscribers/csv/cell.ts';
import { type Tagged, type Tagging, tagPeople, tagSegment } from '../../subscribers/tag.ts';
import { counted } from '../counted.ts';
import { type Desk, note, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { typedAddress } from '../typed-address.ts';
import { whichList } from '../which-list.ts';

interface Options {
  segment?: string;
  from?: string;
  list?: string;
  remove?: boolean;
}

/** So many addresses or lines are named in what is said. */
const named = 5;

/** Puts a tag on people, or takes it away; ends with 5 when some of them are not here. */
export async function run(desk: Desk, words: readonly string[], options: Options): Promise<number> {
  const [tag = '', ...addresses] = words;
  requireOneSource([addresses.length > 0, options.segment !== undefined, options.from !== undefined]);
  const way = options.remove ? 'take away' : 'put';
  const tagging: Tagging = { tag: tagTyped(tag), way, now: desk.io.now(), dryRun: desk.flags.dryRun };
  const file =
    options.from === undefined ? undefined : await readAddressFile(resolve(desk.cwd, options.from));
  const emails = file?.emails ?? addresses.map(typedAddress);
  const newsletter = openNewsletter(desk.cwd);
  const filter =
    options.segment === undefined ? undefined : segmentOf(newsletter.settings, options.segment, tagging.now);
  const tagged = await withStore(newsletter, async (store) => {
    if (!filter) return await tagPeople(store, emails, tagging);
    return await tagSegment(store, (await whichList(store, options.list)).id, filter, tagging);
  });
  tell(desk, tagging, tagged, file?.faulty ?? []);
  return tagged.unknown.length > 0 || file?.faulty.length ? exitCodes.incomplete : exitCodes.done;
}

function requireOneSource(given: readonly boolean[]): void {
  if (given.filter(Boolean).length === 1) return;
  const message = given.includes(true) ? 'People are named in two ways' : 'Nobody is named';
  throw new Failure('usage', 'tag/who', message, {
    advice: 'Name addresses behind the tag, or --segment FILTER, or --from FILE.',
    undone: 'Nobody was tagged.',
  });
}

function tagTyped(text: string): string {
  const tag = oneLine(text);
  if (tag !== '') return tag;
  throw new Failure('usage', 'tag/empty', 'A tag needs a name', { undone: 'Nobody was tagged.' });
}

function tell(desk: Desk, { tag, way }: Tagging, tagged: Tagged, faulty: readonly number[]): void {
  const { changed, unchanged, unknown } = tagged;
  if (desk.flags.json) {
    printJson(desk, { tag, way, changed, unchanged, unknown, faulty, dryRun: desk.flags.dryRun });
    return;
  }
  const dry = desk.flags.dryRun ? 'Dry run: ' : '';
  const done = changed === 1 ? verbs[way].one : verbs[way].several;
  const before = way === 'put' ? 'had it before' : 'did not have it';
  note(desk, `${dry}${counted(changed, 'person', 'people')} ${done} the tag ${tag}; ${unchanged} ${before}.`);
  if (unknown.length > 0) note(desk, `Not here: ${some(unknown.map(displayAddress))}`);
  if (faulty.length > 0) note(desk, `No address in line ${some(faulty.map(String))}`);
}

const verbs = {
  put: { one: 'gets', several: 'get' },
  'take away': { one: 'loses', several: 'lose' },
} as const;

function some(all: readonly string[]): string {
  const more = all.length - named;
  return all.slice(0, named).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
