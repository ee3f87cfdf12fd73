import { Failure } from '../../finding/failure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { exportSubscribers } from '../../subscribers/export.ts';
import { type Desk, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { whichList } from '../which-list.ts';

/** Prints one list as CSV, or all of them, with a column that names the list. */
export async function run(
  desk: Desk,
  _words: readonly string[],
  options: { list?: string },
): Promise<number> {
  if (desk.flags.json) throw onlyCsv();
  const newsletter = openNewsletter(desk.cwd);
  await withStore(newsletter, async (store) => {
    const list = options.list === undefined ? undefined : await whichList(store, options.list);
    for await (const line of exportSubscribers(store, list)) desk.io.stdout.write(line);
  });
  return exitCodes.done;
}

function onlyCsv(): Failure {
  return new Failure('usage', 'export/json', 'An export is CSV', {
    advice: 'For JSON, one person a line: pennypost subscribers list --list NAME --json',
  });
}
