// A list of a million readers through the program as it is installed: `npm run bench:million`, or with
// `-- --readers N`. Imports them from CSV, sends them one issue into a sink on this machine, and prints how
// long each step took and the most memory its process ever held.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { openStore } from '../src/store/open-store.ts';
import { findSinks } from './send/sinks.ts';

const { values } = parseArgs({ options: { readers: { type: 'string', default: '1000000' } } });
const readers = Number(values.readers);
const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'dist', 'cli', 'bin.js');
const issue = '2016-10-24-failing-at-therapy';

const folder = mkdtempSync(join(tmpdir(), 'pennypost-million-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
for (const part of ['templates', `issues/${issue}.md`])
  cpSync(join(root, part), join(folder, part), { recursive: true });
// As fast as the server takes them.
const settings = readFileSync(join(root, 'newsletter.yaml'), 'utf8').replace(/^ *rate: .*\n/m, '');
writeFileSync(join(folder, 'newsletter.yaml'), settings);

await pipeline(csv(readers), createWriteStream(join(folder, 'readers.csv')));
tell('import', await run(['subscribers', 'import', 'readers.csv']));

const { fast, own } = await findSinks(process.env['PENNYPOST_FASTSINK'], folder);
const sink = await (fast ?? own).open();
writeFileSync(
  join(folder, '.env'),
  `PENNYPOST_SECRET=${'0'.repeat(64)}\nSMTP_URL=smtp://127.0.0.1:${sink.port}\n`,
  { mode: 0o600 },
);
tell(
  'send',
  await run(['send', 'failing-at-therapy', '--yes', '--untested', '--no-probe', '--expect', String(readers)]),
);
await sink.close();
await tellFirst();

/** Addresses in no order, names of all lengths, as lists are. */
function* csv(rows: number): Generator<string> {
  yield 'email,first_name\n';
  for (let row = 0; row < rows; row += 1) {
    const scattered = (row * 7_919_993) % 1_000_000_007;
    yield `reader.${scattered}@${row % 3 === 0 ? 'example.com' : 'example.org'},${row % 10 === 0 ? '' : `Reader ${row}`}\n`;
  }
}

interface Step {
  readonly seconds: number;
  /** Bytes. */
  readonly memory: number;
}

/** One command to its end. */
async function run(args: readonly string[]): Promise<Step> {
  const began = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const memory = await mostMemory(child);
  const [code] = await ended;
  if (code !== 0) throw new Error(`pennypost ${args.join(' ')} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, memory };
}

/** Looks as long as it runs: the system forgets the figure with the process. */
async function mostMemory(child: ChildProcess): Promise<number> {
  let most = Number.NaN;
  for (; child.exitCode === null && child.signalCode === null; await sleep(100)) {
    try {
      const [, kilobytes] =
        /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      if (kilobytes) most = Number(kilobytes) * 1024;
    } catch {
      return most;
    }
  }
  return most;
}

function tell(what: string, { seconds, memory }: Step): void {
  const rate = Math.round(readers / seconds).toLocaleString('en');
  console.log(`${what}: ${seconds.toFixed(1)} s (${rate} a second), at most ${Math.round(memory / 1e6)} MB`);
}

/** From the confirmed plan to the first copy that the server took, as the ledger has them. */
async function tellFirst(): Promise<void> {
  const store = await openStore(join(folder, 'newsletter.db'));
  const { first, confirmed } = await store.db
    .selectFrom('deliveries')
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .select([
      sql<number>`min(accepted_at)`.as('first'),
      sql<number>`min(mailings.created_at)`.as('confirmed'),
    ])
    .executeTakeFirstOrThrow();
  await store.close();
  console.log(
    `from the confirmed plan to the first copy taken: ${((first - confirmed) / 1000).toFixed(1)} s`,
  );
}
