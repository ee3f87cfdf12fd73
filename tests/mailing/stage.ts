import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/cli/main.ts';
import { messageIds } from '../../src/message/identity.ts';
import { type DeliveryState, deliveryStates } from '../../src/store/delivery.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type FakeIo, type FakeWorld, fakeIo } from '../cli/fake-io.ts';

/** A newsletter in a folder of its own, with a list of made-up readers, for tests that really send. */
export interface Stage {
  readonly folder: string;
  /** Runs a command as a person would and gives what it printed and how it ended. */
  run(...args: string[]): Promise<Ended>;
  /** Begins a command, at a terminal if there are answers, and leaves it running. */
  start(args: readonly string[], world?: Partial<FakeWorld>): Running;
  /** Writes a file of the newsletter anew, by its path from the folder. */
  write(path: string, text: string | Buffer): void;
  /** The state of everybody in a mailing, by address. */
  ledger(mailing?: string): Promise<ReadonlyMap<string, Line>>;
  /** Every line of every mailing. */
  everyLine(): Promise<readonly Line[]>;
  strike(): void;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly io: FakeIo;
  readonly ended: Promise<Ended>;
}

export interface Line {
  readonly email: string;
  readonly mailing: string;
  readonly state: DeliveryState;
  readonly messageId: string;
  readonly attempts: number;
  readonly reason: string | null;
  readonly reply: string | null;
}

export const secret = 'a-secret-for-tests-that-is-long-enough-to-sign';

export const settings = `name: News + Notes
from: News + Notes <hello@news.example.org>
url: https://news.example.org
address: PO Box 1, Exampleton, EX 00000
fields: { first_name: { fallback: there } }
segments: { press: tag:press }
`;

export const issue = `---
title: Hello
---
Dear {{first_name|reader}}, here is [a link](https://example.org/hello).

:::only{segment=press}
For the press alone.
:::
`;

export function setStage({
  readers,
  smtpUrl,
  sending = '',
  url = 'https://news.example.org',
  probes = false,
}: {
  readers: readonly string[];
  smtpUrl?: string;
  /** Where the pages are said to be. */
  url?: string;
  /** Whether a mailing asks first if anybody answers there: in most tests there is nobody. */
  probes?: boolean;
  /** Lines of YAML under `sending`. */
  sending?: string;
}): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-stage-'));
  for (const name of ['issues', 'subscribers']) mkdirSync(join(folder, name));
  writeFileSync(
    join(folder, 'newsletter.yaml'),
    settings.replace('https://news.example.org', url) + (sending ? `sending: { ${sending} }\n` : ''),
  );
  writeFileSync(join(folder, 'issues', 'hello.md'), issue);
  const rows = readers.map(
    (email, i) => `${email},${i % 3 === 0 ? '' : `Reader ${i}`},${i % 10 === 0 ? 'press' : ''}`,
  );
  writeFileSync(join(folder, 'subscribers', 'all.csv'), `email,first_name,tags\n${rows.join('\n')}\n`);
  const env = environment(smtpUrl);
  const start = (args: readonly string[], world: Partial<FakeWorld> = {}): Running => {
    const asks = probes || !/^(?:send|resume)$/.test(args[0] ?? '');
    const io = fakeIo(asks ? args : [...args, '--no-probe'], { cwd: folder, env, ...world });
    return { io, ended: main(io).then((code) => ({ code, out: io.out(), err: io.err() })) };
  };
  return {
    folder,
    run: (...args) => start(args).ended,
    start,
    write: (path, text) => writeFileSync(join(folder, path), text),
    ledger: async (mailing) => new Map((await readLines(folder, mailing)).map((line) => [line.email, line])),
    everyLine: () => readLines(folder, undefined),
    strike: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function environment(smtpUrl: string | undefined): Readonly<Record<string, string>> {
  return { PENNYPOST_SECRET: secret, ...(smtpUrl === undefined ? {} : { SMTP_URL: smtpUrl }) };
}

async function readLines(folder: string, mailing: string | undefined): Promise<Line[]> {
  const store = await openStore(join(folder, 'newsletter.db'));
  try {
    const rows = await store.db.selectFrom('deliveries').selectAll().orderBy('position').execute();
    return rows
      .filter((row) => mailing === undefined || row.mailing_id === mailing)
      .map((row) => ({
        email: row.email,
        mailing: row.mailing_id,
        state: row.state,
        messageId: messageIds(row.mailing_id, 'news.example.org')(String(row.subscriber_id)),
        attempts: row.attempts,
        reason: row.reason,
        reply: row.reply,
      }));
  } finally {
    await store.close();
  }
}

/** Looks until something is so; a real server and a real store have their own time. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; !(await isSo()); looks += 1) {
    if (looks === 6000) throw new Error('it never came to be so');
    await sleep(5);
  }
}

/** Objects printed one a line. */
export function jsonLines(out: string): Record<string, unknown>[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** How many lines are in each state. */
export function tally(ledger: ReadonlyMap<string, Line>): Record<DeliveryState, number> {
  const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<
    DeliveryState,
    number
  >;
  for (const { state } of ledger.values()) counts[state] += 1;
  return counts;
}

/** `kind-0@example.org`, `kind-1@example.org`, … */
export function readersOf(kinds: Readonly<Record<string, number>>): string[] {
  const all = Object.entries(kinds).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, i) => ({
      address: `${kind}-${i}@example.org`,
      order: (i + 0.5) / count,
    })),
  );
  // Every kind spread evenly over the list, as trouble is in life.
  return all.sort((a, b) => a.order - b.order).map(({ address }) => address);
}
