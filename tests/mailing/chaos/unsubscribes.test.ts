import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/mailing/clock.ts';
import {
  inTurn,
  type Script,
  type ScriptServer,
  say,
  startScriptServer,
  usualExtensions,
  wait,
} from '../../smtp/script-server.ts';
import { type SmallMailing, setMailing } from '../small-mailing.ts';
import { readersOf, until } from '../stage.ts';
import { wrongWith } from './account.ts';
import { type Leaving, openLeaving } from './leaving.ts';

const window = 4;
const manners: readonly (readonly [string, readonly string[]])[] = [
  ['takes one command at a time', ['8BITMIME']],
  ['takes the envelope at once', usualExtensions],
  ['takes chunks', [...usualExtensions, 'CHUNKING']],
];
/** As servers do that ask elsewhere first whether there is such a mailbox. */
const slowly = inTurn(wait(60), say('250 2.1.5 Recipient OK'));

describe('an unsubscribe while the mailing is sent', () => {
  let folder: string;
  let server: ScriptServer;
  let small: SmallMailing;
  let leaving: Leaving;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pennypost-leaving-'));
  });
  afterEach(async () => {
    leaving.close();
    await small.store.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const begin = async (count: number, script: Script) => {
    const path = join(folder, 'newsletter.db');
    const readers = readersOf({ reader: count });
    server = await startScriptServer(script);
    small = await setMailing(readers, path);
    leaving = await openLeaving(path);
    return { readers, ended: small.run(server, { clock: systemClock, tempo: { connections: 2 } }) };
  };
  /** Whose RCPT was heard. */
  const heard = (): ReadonlySet<string> =>
    new Set(server.heard.flatMap((line) => /^RCPT TO:<([^>]*)>/.exec(line)?.[1] ?? []));

  for (const [manner, extensions] of manners) {
    for (const [pace, script, count] of [
      ['keeps every answer back for a while', { latency: 60 }, 60],
      ['is slow to agree to a reader', { recipient: () => ({ rcpt: slowly }) }, 60],
      ['is fast', {}, 1200],
    ] as const) {
      it(`is honoured for everybody not yet on the wire, where the server ${manner} and ${pace}`, async () => {
        const { readers, ended } = await begin(count, { extensions, ...script });
        await until(() => heard().size >= count / 10);
        await leaving.unsubscribe(...readers.filter((reader) => !heard().has(reader)));
        // What had left before has arrived by then, and what was cleared is asked after again.
        await sleep(20);
        for (let i = 0; i < 10; i += 1) await turn();
        const onTheWire = heard();
        expect(onTheWire.size).toBeLessThan(count);
        const end = await ended;
        expect([...heard()].filter((reader) => !onTheWire.has(reader))).toEqual([]);
        expect(end.mailing.state).toBe('done');
        expect(end.counts).toMatchObject({ accepted: onTheWire.size, skipped: count - onTheWire.size });
        expect(wrongWith(await small.lines(), readers, [server], window)).toEqual([]);
      });
    }
  }
});
