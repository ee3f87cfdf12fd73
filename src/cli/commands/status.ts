import { systemClock } from '../../mailing/clock.ts';
import { thisSender } from '../../mailing/identity.ts';
import { type Told, tellReasons } from '../../mailing/report.ts';
import { reapSenders } from '../../mailing/tenure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import type { Counts, DeliveryState } from '../../store/delivery.ts';
import { countDeliveries } from '../../store/delivery-counts.ts';
import { type DeliveryLine, streamDeliveries } from '../../store/delivery-lines.ts';
import { findMailing, type Mailing } from '../../store/mailings.ts';
import type { Store } from '../../store/store.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { localMinute } from '../local-day.ts';
import { countsRow, reasonRow, statusOf } from '../mailing-status.ts';
import { stateNamed } from '../state-names.ts';
import { mailingsNamed } from '../which-mailing.ts';

interface Options {
  readonly who?: string;
  readonly watch?: boolean;
}

/** So many kinds of words for each state: for people, and for programs. */
const mostWords = { people: 5, programs: 200 };

/** How often `--watch` looks, in milliseconds. */
const refresh = 2_000;

/** Where mailings stand: all of them, those of one issue, one of them, or who is in one state. */
export async function run(desk: Desk, [wanted]: readonly string[], options: Options): Promise<number> {
  const state = options.who === undefined ? undefined : stateNamed(options.who);
  return withStore(openNewsletter(desk.cwd), async (store) => {
    const mailings = await mailingsNamed(store, wanted);
    const [newest] = mailings;
    if (!newest) note(desk, 'Nothing was sent yet.');
    else if (state !== undefined) await tellWho(desk, store, newest, state);
    else if (options.watch) await watch(desk, store, newest);
    else {
      // With the reasons where one is looked at: to tell them all readers are gone through.
      const closely = wanted !== undefined || (mailings.length === 1 && !desk.flags.json);
      for (const mailing of mailings) await tell(desk, store, mailing, closely);
    }
    return exitCodes.done;
  });
}

/** A sender that died on this machine is noticed here too. Gives whether the mailing is being sent. */
async function tell(desk: Desk, store: Store, { id }: Mailing, closely = false): Promise<boolean> {
  const { living } = await reapSenders(store, id, thisSender(), desk.io.now());
  const mailing = await findMailing(store.db, id);
  if (!mailing) throw new Error(`mailing ${id} is gone`);
  const counts = await countDeliveries(store.db, id);
  const { programs, people } = mostWords;
  const reasons = closely ? await tellReasons(store.db, id, desk.flags.json ? programs : people) : undefined;
  if (desk.flags.json)
    printJson(desk, { ...statusOf(mailing, counts), ...(reasons && { reasons, senders: living }) });
  else for (const row of rowsOf(mailing, counts, living, reasons ?? [])) print(desk, row);
  return mailing.state === 'running' && living > 0;
}

function rowsOf(mailing: Mailing, counts: Counts, senders: number, reasons: readonly Told[]): string[] {
  const { id, state, issue, list, segment, reason, practice } = mailing;
  const audience = segment === null ? list : `${list} (${segment})`;
  const further = [
    countsRow(counts),
    ...(reason === null ? [] : [reason]),
    ...reasons.map((told) => reasonRow(told, id)),
  ];
  if (senders > 1) further.push(`sent by ${senders} processes`);
  if (state === 'running' && senders === 0)
    further.push(`its sender is gone; to go on: pennypost resume ${id}`);
  if (state === 'paused') further.push(`to go on: pennypost resume ${id}`);
  return [
    `${id}  ${state.padEnd(10)}  ${localMinute(mailing.createdAt)}  ${issue}  to ${audience}${practice ? ', practice in the outbox' : ''}`,
    ...further.map((row) => `        ${row}`),
  ];
}

/** Until nobody sends it any more, or the person has seen enough. */
async function watch(desk: Desk, store: Store, mailing: Mailing): Promise<void> {
  const enough = new AbortController();
  const end = desk.io.onStop(() => enough.abort());
  try {
    while (!enough.signal.aborted && (await tell(desk, store, mailing))) {
      await systemClock.sleep(refresh, enough.signal);
    }
  } finally {
    end();
  }
}

async function tellWho(desk: Desk, store: Store, { id }: Mailing, state: DeliveryState): Promise<void> {
  await reapSenders(store, id, thisSender(), desk.io.now());
  for await (const line of streamDeliveries(store.db, id, state)) {
    if (desk.flags.json) printJson(desk, jsonOf(line));
    else print(desk, [line.email, line.reason ?? line.reply ?? ''].join('  ').trimEnd());
  }
}

function jsonOf(line: DeliveryLine) {
  return {
    email: line.email,
    state: line.state,
    at: new Date(line.at).toISOString(),
    attempts: line.attempts,
    reply: line.reply,
    ...(line.reason === null ? {} : { reason: line.reason }),
    ...(line.dueAt === null ? {} : { due: new Date(line.dueAt).toISOString() }),
  };
}
