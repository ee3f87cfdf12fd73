// Ways of doing one thing, measured in turn so that what else the machine does falls on all of them alike.

/** Does it so many times. */
export type Way = (times: number) => Promise<void>;

export interface Measured {
  readonly name: string;
  /** Microseconds of time and of processor, of which there is more than one, for each; medians. */
  readonly elapsed: number;
  readonly cpu: number;
}

/** Each way `times[name]` times a round, after one round that does not count. */
export async function measure(
  ways: Readonly<Record<string, { readonly way: Way; readonly times: number }>>,
  rounds: number,
): Promise<Measured[]> {
  const found = new Map(
    Object.keys(ways).map((name) => [name, { elapsed: [] as number[], cpu: [] as number[] }]),
  );
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, { way, times }] of Object.entries(ways)) {
      const [start, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
      await way(times);
      const spent = process.cpuUsage(cpu);
      if (round === 0) continue;
      found.get(name)?.elapsed.push(Number(process.hrtime.bigint() - start) / 1000 / times);
      found.get(name)?.cpu.push((spent.user + spent.system) / times);
    }
  }
  return [...found].map(([name, { elapsed, cpu }]) => ({ name, elapsed: median(elapsed), cpu: median(cpu) }));
}

/** A line each, and how many times as fast as the first one. */
export function print(measured: readonly Measured[]): void {
  const [first] = measured;
  const width = Math.max(...measured.map(({ name }) => name.length));
  for (const { name, elapsed, cpu } of measured) {
    const times = ((first?.elapsed ?? 0) / elapsed).toFixed(1);
    const columns = [`${elapsed.toFixed(1)} µs`, `${cpu.toFixed(1)} µs of CPU`, `${times}×`];
    console.log(`${name.padEnd(width)} ${columns.map((column) => column.padStart(18)).join('')}`);
  }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
