import { Failure } from '../../finding/failure.ts';
import { type Newsletter, openNewsletter } from '../../newsletter/newsletter.ts';
import { segmentOf } from '../../newsletter/segments.ts';
import { exportRecords, exportSubscribers } from '../../subscribers/export.ts';
import type { StandingOnList } from '../../subscribers/look.ts';
import { type Desk, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { personAtDesk, personJson } from '../person.ts';
import { whichList } from '../which-list.ts';

interface Options {
  list?: string;
  segment?: string;
  state?: StandingOnList;
  person?: string;
}

/**
 * Prints people as CSV, or with `--json` one object a line: one list, or all of them with a column that names the
 * list. With `--person` all that is known of one person.
 */
export async function run(desk: Desk, _words: readonly string[], options: Options): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  if (options.person !== undefined) return exportPerson(desk, newsletter, options.person, options);
  const filter = options.segment;
  const segment = filter === undefined ? undefined : segmentOf(newsletter.settings, filter, desk.io.now());
  const only = { state: options.state, segment };
  await withStore(newsletter, async (store) => {
    const list = options.list === undefined ? undefined : await whichList(store, options.list);
    if (desk.flags.json) {
      for await (const one of exportRecords(store, list, only)) printJson(desk, one);
    } else {
      for await (const line of exportSubscribers(store, list, only)) desk.io.stdout.write(line);
    }
  });
  return exitCodes.done;
}

/** The answer to a request of access (GDPR, article 15): a person reads it too. */
async function exportPerson(
  desk: Desk,
  newsletter: Newsletter,
  address: string,
  { list, segment, state }: Options,
): Promise<number> {
  if (list !== undefined || segment !== undefined || state !== undefined) throw onePerson();
  const record = await withStore(newsletter, (store) => personAtDesk(desk, newsletter, store, address));
  desk.io.stdout.write(`${JSON.stringify(personJson(record), null, 2)}\n`);
  return exitCodes.done;
}

function onePerson(): Failure {
  return new Failure('usage', 'export/person', '--person is about one person, whatever list they are on', {
    advice: 'Leave out --list, --segment and --state.',
  });
}
