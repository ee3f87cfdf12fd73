import { openNewsletter } from '../../newsletter/newsletter.ts';
import { segmentOf } from '../../newsletter/segments.ts';
import type { Settings } from '../../newsletter/settings.ts';
import { countSegments } from '../../subscribers/count-segments.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { nobodyBecause } from '../nobody-because.ts';
import { tableRows } from '../table.ts';
import { whichList } from '../which-list.ts';

/** Prints how many readers of a list are in each segment of the settings, or in those that are named or written out. */
export async function run(
  desk: Desk,
  wanted: readonly string[],
  options: { list?: string },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const { settings } = newsletter;
  const names = wanted.length > 0 ? wanted : Object.keys(settings.segments);
  const segments = new Map(names.map((name) => [name, segmentOf(settings, name, desk.io.now())]));
  if (segments.size === 0) {
    note(desk, advice);
    return exitCodes.done;
  }
  await withStore(newsletter, async (store) => {
    const list = await whichList(store, options.list);
    const { readers, segments: counts } = await countSegments(store.db, list.id, segments);
    tell(desk, settings, { list: list.name, readers, counts });
    if (desk.flags.json || desk.flags.quiet) return;
    for (const [name, segment] of segments) {
      const reasons = counts.get(name) === 0 ? await nobodyBecause(store.db, list.id, segment) : [];
      for (const reason of reasons) note(desk, `${name}: ${reason}`);
    }
  });
  return exitCodes.done;
}

const advice =
  'No segment is named in newsletter.yaml. Name one, as in segments: { press: tag:press }, or write a filter: pennypost segments "joined in last 90 days"';

interface Counted {
  readonly list: string;
  readonly readers: number;
  readonly counts: ReadonlyMap<string, number>;
}

function tell(desk: Desk, { segments }: Settings, { list, readers, counts }: Counted): void {
  const filterOf = (name: string): string =>
    Object.hasOwn(segments, name) ? (segments[name] as string) : name;
  const all = [...counts].map(([name, count]) => ({
    segment: name,
    filter: filterOf(name),
    list,
    readers: count,
  }));
  if (desk.flags.json) {
    for (const one of all) printJson(desk, { ...one, of: readers });
    return;
  }
  const rows = all.map(({ segment, filter, readers: count }) => [
    segment,
    String(count),
    share(count, readers),
    ...(filter === segment ? [] : [filter]),
  ]);
  for (const row of tableRows(rows)) print(desk, row);
  note(desk, `of ${readers} ${readers === 1 ? 'reader' : 'readers'} of ${list} who get mail`);
}

function share(count: number, of: number): string {
  return of === 0 ? '' : `${((count / of) * 100).toFixed(1)} %`;
}
