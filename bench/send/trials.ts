import { median } from '../rounds.ts';
import type { Run } from './child.ts';
import type { Sender } from './senders.ts';
import type { Sink } from './sinks.ts';

/** One sender into one sink, as it is measured in every round. */
export interface Trial {
  readonly name: string;
  run(): Promise<Run>;
}

export interface Load {
  readonly messages: number;
  readonly connections: number;
}

export function trial(
  name: string,
  sender: Sender,
  sink: Sink,
  load: Load,
  how?: Parameters<Sink['open']>[0],
): Trial {
  return {
    name,
    run: async () => {
      const open = await sink.open(how);
      let taken: number | undefined;
      let run: Run;
      try {
        run = await sender.send({ ...load, port: open.port });
      } finally {
        taken = await open.close();
      }
      if (taken !== undefined && taken !== load.messages) {
        throw new Error(`the sink took ${taken} messages instead of ${load.messages}`);
      }
      return run;
    },
  };
}

/** What came of the trials: a run each round, or why there is none. */
export class Results {
  readonly #runs = new Map<string, Run[]>();
  readonly #failures = new Map<string, string>();

  add(name: string, run: Run): void {
    this.#runs.set(name, [...(this.#runs.get(name) ?? []), run]);
  }

  fail(name: string, why: string): void {
    this.#failures.set(name, why);
  }

  /** Why a trial has no figures, if it has none. */
  failure(name: string): string | undefined {
    return this.#failures.get(name) ?? (this.#runs.has(name) ? undefined : 'not measured');
  }

  get names(): readonly string[] {
    return [...this.#runs.keys()].filter((name) => !this.#failures.has(name));
  }

  median(name: string, of: Figure): number {
    return median((this.#runs.get(name) ?? []).map(of));
  }

  /** The median of the rounds' ratios: what else the machine did fell on both alike. */
  ratio(name: string, to: string, of: Figure): number {
    const others = this.#runs.get(to) ?? [];
    return median((this.#runs.get(name) ?? []).map((run, round) => of(run) / of(others[round] as Run)));
  }
}

export type Figure = (run: Run) => number;
/** Messages a second. */
export const rate: Figure = ({ messages, seconds }) => messages / seconds;
/** CPU milliseconds a message. */
export const cpu: Figure = (run) => ((run.cpu ?? Number.NaN) * 1000) / run.messages;
/** Milliseconds a message. */
export const time: Figure = ({ messages, seconds }) => (seconds * 1000) / messages;
/** Megabytes held at most. */
export const memory: Figure = (run) => (run.memory ?? Number.NaN) / 1e6;

/** All trials in turn, so many rounds; one that fails is left out of the rounds after. */
export async function interleave(
  trials: readonly Trial[],
  rounds: number,
  results: Results,
  tell: (what: string) => void,
): Promise<void> {
  const failed = new Set<Trial>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const one of trials.filter((candidate) => !failed.has(candidate))) {
      try {
        const run = await one.run();
        results.add(one.name, run);
        tell(`round ${round}: ${one.name}: ${rate(run).toFixed(0)} a second`);
      } catch (error) {
        failed.add(one);
        results.fail(one.name, error instanceof Error ? error.message : String(error));
        tell(`round ${round}: ${one.name}: failed: ${results.failure(one.name)}`);
      }
    }
  }
}
