import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../finding/failure.ts';
import { nearest } from '../../finding/nearest.ts';
import { thisSender } from '../../mailing/identity.ts';
import { reapSenders } from '../../mailing/tenure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { type DeliveryState, deliveryStates } from '../../store/delivery.ts';
import { type DeliveryLine, streamDeliveries } from '../../store/delivery-lines.ts';
import { countDeliveries } from '../../store/ledger.ts';
import { findMailing, findMailings, type Mailing } from '../../store/mailings.ts';
import type { Store } from '../../store/store.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { localMinute } from '../local-day.ts';
import { countsRow, statusOf } from '../mailing-status.ts';
import { whichMailing } from '../which-mailing.ts';

interface Options {
  readonly who?: string;
  readonly watch?: boolean;
}

/** Where mailings stand: all of them, one of them, or who is in one state. */
export async function run(desk: Desk, [wanted]: readonly string[], options: Options): Promise<number> {
  return withStore(openNewsletter(desk.cwd), async (store) => {
    if (options.who !== undefined) return tellWho(desk, store, wanted, options.who);
    if (options.watch) return watch(desk, store, wanted);
    const mailings = wanted === undefined ? await findMailings(store.db) : [await oneMailing(store, wanted)];
    if (mailings.length === 0) note(desk, 'Nothing was sent yet.');
    for (const mailing of mailings) await tell(desk, store, mailing);
    return exitCodes.done;
  });
}

const every = ['running', 'paused', 'incomplete', 'done', 'cancelled'] as const;

/** The one that is named, or the newest. */
async function oneMailing(store: Store, wanted: string | undefined): Promise<Mailing> {
  if (wanted !== undefined) return whichMailing(store, wanted, every);
  const [newest] = await findMailings(store.db);
  return newest ?? whichMailing(store, undefined, every);
}

/** A sender that died on this machine is noticed here too: what it held is told as it is. */
async function tell(desk: Desk, store: Store, mailing: Mailing): Promise<Mailing> {
  const { living } = await reapSenders(store, mailing.id, thisSender(), desk.io.now());
  const now = (await findMailing(store.db, mailing.id)) ?? mailing;
  const counts = await countDeliveries(store.db, mailing.id);
  if (desk.flags.json) {
    printJson(desk, statusOf(now, counts));
    return now;
  }
  print(
    desk,
    `${now.id}  ${now.state.padEnd(10)}  ${localMinute(now.createdAt)}  ${now.issue}  to ${now.list}${now.segment === null ? '' : ` (${now.segment})`}`,
  );
  print(desk, `        ${countsRow(counts)}`);
  if (now.reason !== null) print(desk, `        ${now.reason}`);
  if (now.state === 'running' && living === 0)
    print(desk, `        its sender is gone; to go on: pennypost resume ${now.id}`);
  return now;
}

async function watch(desk: Desk, store: Store, wanted: string | undefined): Promise<number> {
  let on = true;
  const end = desk.io.onStop(() => {
    on = false;
  });
  try {
    while (on) {
      const mailing = await tell(desk, store, await oneMailing(store, wanted));
      if (mailing.state !== 'running') break;
      for (let tenths = 0; on && tenths < 20; tenths += 1) await sleep(100);
    }
  } finally {
    end();
  }
  return exitCodes.done;
}

async function tellWho(desk: Desk, store: Store, wanted: string | undefined, who: string): Promise<number> {
  const state = stateNamed(who);
  const mailing = await oneMailing(store, wanted);
  await reapSenders(store, mailing.id, thisSender(), desk.io.now());
  for await (const line of streamDeliveries(store.db, mailing.id, state)) {
    if (desk.flags.json) printJson(desk, jsonOf(line));
    else print(desk, [line.email, line.reply ?? line.reason ?? ''].join('  ').trimEnd());
  }
  return exitCodes.done;
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

/** What people call the states, besides their names. */
const alsoCalled: Readonly<Record<string, DeliveryState>> = {
  refused: 'rejected',
  'put-off': 'deferred',
  sent: 'accepted',
  left: 'planned',
};

function stateNamed(who: string): DeliveryState {
  const state = deliveryStates.find((known) => known === who) ?? alsoCalled[who];
  if (state) return state;
  const meant = nearest(who, deliveryStates);
  throw new Failure('usage', 'status/state', `There is no state “${who}”`, {
    advice: meant ? `Did you mean ${meant}?` : `States are ${deliveryStates.join(', ')}.`,
  });
}
