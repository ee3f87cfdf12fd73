// What sending costs, against what is promised: `npm run bench`, or `npm run bench -- --quick`.
//
//   --messages N       20,000 without it
//   --rounds N         5
//   --large N          readers of the large list, 1,000,000; 0 leaves it out
//   --large-rounds N   as --rounds
//   --only NAME        throughput, signing, distance or size; may be given several times
//   --quick            2,000 messages, one round, a large list of 20,000; docs/benchmarks.md stays as it is
//   --profile FOLDER   one run of the engine under V8's profiler instead, and where its time went
//
// PENNYPOST_FASTSINK names the C source of a fast sink, if there is one. The store lies in the system's folder
// for temporary files (TMPDIR), which should be a disk.
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openLetter } from './letter.ts';
import { distance, type Experiment, type Scope, signing, size, throughput } from './send/figures.ts';
import { profileEngine } from './send/profile.ts';
import { Seeds } from './send/seed.ts';
import { openSenders } from './send/senders.ts';
import { findSinks } from './send/sinks.ts';
import { keeps, tables, writeInto } from './send/tables.ts';
import { interleave, Results } from './send/trials.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string' },
    rounds: { type: 'string' },
    large: { type: 'string' },
    'large-rounds': { type: 'string' },
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const messages = Number(values.messages ?? (values.quick ? 2000 : 20_000));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
const large = Number(values.large ?? (values.quick ? 20_000 : 1_000_000));

const folder = mkdtempSync(join(tmpdir(), 'pennypost-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));

const letter = await openLetter();
const seeds = new Seeds(letter, folder);
const sinks = await findSinks(process.env['PENNYPOST_FASTSINK'], folder);
const senders = await openSenders(letter, seeds, folder);
if (values.profile === undefined) await compare();
else console.log(await profileEngine(seeds, sinks.fast ?? sinks.own, messages, values.profile));

async function compare(): Promise<void> {
  const scope: Scope = {
    senders,
    sinks,
    messages,
    lists: [Math.min(10_000, messages), large],
    sizeRounds: Number(values['large-rounds'] ?? rounds),
  };
  const results = new Results();
  const chosen = experiments(scope);
  for (const { trials, rounds: own } of chosen) await interleave(trials, own ?? rounds, results, tell);
  const promised = chosen.flatMap((experiment) => experiment.promised(results));
  const text = [setting(), ...sinks.missing, tables(promised, results)].join('\n\n');
  console.log(text);
  if (!values.quick) writeInto(fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url)), text);
  if (!promised.every(({ value, target }) => keeps(value, target))) process.exitCode = 1;
}

function experiments(scope: Scope): readonly Experiment[] {
  const all = [throughput(scope), signing(scope), distance(scope), ...(large > 0 ? [size(scope)] : [])];
  return values.only ? all.filter(({ name }) => values.only?.includes(name)) : all;
}

/** Where and how it was measured, in one sentence or two. */
function setting(): string {
  const [first] = cpus();
  const machine = `${availableParallelism()} × ${first?.model.trim() || process.arch}, Node ${process.versions.node}`;
  const load = `${messages.toLocaleString('en')} messages over 5 connections`;
  const tmpfs = 0x01021994;
  const place = statfsSync(folder).type === tmpfs ? 'in memory, not on a disk' : 'on a disk';
  return `${load}, ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds in turn`}, the ledger ${place}; ${machine}.`;
}

function tell(what: string): void {
  console.error(what);
}
