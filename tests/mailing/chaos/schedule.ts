import type { EngineEvent } from '../../../src/mailing/engine/events.ts';
import type { Route } from '../../../src/mailing/engine/lane.ts';
import type { RunEnd } from '../../../src/mailing/run.ts';
import type { Timeouts } from '../../../src/smtp/timeouts.ts';
import { openServer } from '../../../src/smtp/transport.ts';
import { type ScriptServer, startScriptServer } from '../../smtp/script-server.ts';
import { jumpingClock } from '../jumping-clock.ts';
import { type SmallMailing, setMailing, tallyOf } from '../small-mailing.ts';
import { wrongWith } from './account.ts';
import { type Dice, dice } from './dice.ts';
import { type Leaving, openLeaving } from './leaving.ts';
import { troubledScript } from './troubles.ts';

const hour = 3_600_000;
const start = Date.parse('2026-12-01T08:00:00Z');
/** A mailing that has not come to its end after so many runs never will. */
const mostRuns = 40;

/** Short, as servers fall silent often here; long enough for a slow machine. */
const impatient: Timeouts = {
  connect: 1000,
  greeting: 500,
  session: 500,
  envelope: 500,
  data: 500,
  block: 500,
  final: 500,
  quit: 100,
  farewell: 500,
};

/** Sends one mailing through the troubles of a seed, resumed until it rests; says what is wrong with it then. */
export async function runSchedule(
  seed: number,
  path: string,
): Promise<{ faults: readonly string[]; counts: Readonly<Record<string, number>> }> {
  const chance = dice(seed, 'schedule');
  const readers = Array.from({ length: chance.between(5, 70) }, (_, i) => `reader-${i}@example.org`);
  const window = chance.pick([1, 2, 3, 8]);
  const servers = await startServers(seed, chance.pick([1, 1, 2, 3]));
  const small = await setMailing(readers, path);
  const leaving = await openLeaving(path);
  const leaver = leavers(leaving, chance, readers);
  try {
    const routes = servers.map((server, i) => routeTo(server, `server ${i + 1}`, window, chance));
    const ended = await runToTheEnd(small, routes, chance, leaver.watch);
    await leaver.allGone();
    const lines = await small.lines();
    const faults = [...ended, ...wrongWith(lines, readers, servers, window)];
    return { faults, counts: tallyOf(lines) };
  } finally {
    leaving.close();
    await small.store.close();
    for (const server of servers) await server.close();
  }
}

function startServers(seed: number, count: number): Promise<ScriptServer[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => startScriptServer(troubledScript(seed, i))));
}

function routeTo({ url }: ScriptServer, name: string, window: number, chance: Dice): Route {
  return { server: openServer({ name, url, window, timeouts: impatient }), weight: chance.between(1, 4) };
}

/** Runs and resumes, at times stopped in between; gives what is wrong with the end, if it came to none. */
async function runToTheEnd(
  small: SmallMailing,
  routes: readonly Route[],
  chance: Dice,
  watch: (event: EngineEvent) => void,
): Promise<string[]> {
  const connections = chance.between(1, 6);
  for (let run = 0; run < mostRuns; run += 1) {
    const now = start + run * 12 * hour;
    if (run > 0) await small.reopen({ now });
    const stops = stopper(chance);
    const wait = chance.pick([0, Number.POSITIVE_INFINITY]);
    const end = await small.run(routes, {
      clock: jumpingClock(now),
      tempo: { connections, wait, retryAfter: hour / 6 },
      stop: stops.stop,
      watch: (event) => {
        stops.count(event);
        watch(event);
      },
    });
    if (isAtRest(end))
      return end.mailing.state === 'done' || end.counts.unknown > 0 ? [] : ['incomplete for nothing'];
  }
  return [`still not at its end after ${mostRuns} runs: ${(await small.mailing()).reason}`];
}

function isAtRest({ rest, counts }: RunEnd): boolean {
  return rest.kind === 'finished' && counts.planned + counts.deferred === 0;
}

/** Stops one run in three somewhere in the middle, gently or at once. */
function stopper(chance: Dice) {
  const [soft, hard] = [new AbortController(), new AbortController()];
  let left = chance.inHundred(33) ? chance.between(1, 40) : Number.POSITIVE_INFINITY;
  const atOnce = chance.inHundred(50);
  return {
    stop: { soft: soft.signal, hard: hard.signal },
    count: (event: EngineEvent) => {
      if (event.kind !== 'settled') return;
      left -= 1;
      if (left > 0) return;
      soft.abort();
      if (atOnce) hard.abort();
    },
  };
}

/** At one settled copy in twenty somebody leaves, written by another connection to the store. */
function leavers(leaving: Leaving, chance: Dice, readers: readonly string[]) {
  const gone: Promise<void>[] = [];
  return {
    watch: (event: EngineEvent): void => {
      if (event.kind !== 'settled' || !chance.inHundred(5)) return;
      const email = chance.pick(readers);
      gone.push(chance.inHundred(50) ? leaving.suppress(email) : leaving.unsubscribe(email));
    },
    allGone: () => Promise.all(gone),
  };
}
