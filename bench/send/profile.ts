import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Seeds } from './seed.ts';
import { engineSender } from './senders.ts';
import type { Sink } from './sinks.ts';
import { rate, trial } from './trials.ts';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const most = 25;

/** One run of the engine under V8's profiler: the functions in which its main thread spent its time. */
export async function profileEngine(
  seeds: Seeds,
  sink: Sink,
  messages: number,
  folder: string,
): Promise<string> {
  const target = resolve(folder);
  mkdirSync(target, { recursive: true });
  const sender = engineSender('Pennypost', seeds, undefined, ['--cpu-prof', `--cpu-prof-dir=${target}`]);
  const run = await trial('profiled', sender, sink, { messages, connections: 5 }).run();
  const newest = readdirSync(target)
    .filter((file) => file.endsWith('.cpuprofile'))
    .toSorted()
    .at(-1);
  const profile = JSON.parse(readFileSync(join(target, newest ?? ''), 'utf8')) as CpuProfile;
  return [
    `${rate(run).toFixed(0)} messages a second under the profiler; ${newest}`,
    ...selfTimes(profile),
  ].join('\n');
}

function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): string[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let whole = 0;
  samples.forEach((id, i) => {
    const frame = frames.get(id);
    const spent = timeDeltas[i] ?? 0;
    if (!frame) return;
    const key = `${frame.functionName || '(anonymous)'}  ${shorten(frame.url)}:${frame.lineNumber + 1}`;
    times.set(key, (times.get(key) ?? 0) + spent);
    whole += spent;
  });
  return [...times]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([key, spent]) => `${((spent / whole) * 100).toFixed(1).padStart(5)}%  ${key}`);
}

/** From the package's folder on. */
function shorten(url: string): string {
  return url.replace(/^.*\/(?=dist\/|node_modules\/)/, '');
}
