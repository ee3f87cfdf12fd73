import type { Senders } from './senders.ts';
import type { Sink, Sinks } from './sinks.ts';
import {
  cpu,
  type Figure,
  type Load,
  memory,
  type Results,
  rate,
  type Trial,
  time,
  trial,
} from './trials.ts';

/** What is promised of one figure, and what it turned out to be. */
export interface Promised {
  readonly what: string;
  readonly target: { readonly atLeast?: number; readonly atMost?: number; readonly unit: '×' | 'MB' };
  /** Undefined when it could not be measured; `why` then says so. */
  readonly value: number | undefined;
  readonly why?: string;
}

/** Trials that belong together, and what they are to show. */
export interface Experiment {
  readonly name: string;
  readonly trials: readonly Trial[];
  /** Rounds, where this experiment has its own number of them. */
  readonly rounds?: number;
  promised(results: Results): readonly Promised[];
}

export interface Scope {
  readonly senders: Senders;
  readonly sinks: Sinks;
  readonly messages: number;
  /** Readers of the small and of the large list whose costs are compared. */
  readonly lists: readonly [number, number];
  readonly sizeRounds: number;
}

const five = 5;
const twenty = 20;
/** Milliseconds. */
const farAway = 40;

const name = (sender: string, sink: string) => `${sender} → ${sink}`;

/** A ratio of two trials, or why there is none. */
function compared(
  what: string,
  target: Promised['target'],
  of: Figure,
  [ours, theirs]: readonly [string, string],
) {
  return (results: Results): Promised => {
    const why = [ours, theirs].flatMap((trialName) => {
      const failure = results.failure(trialName);
      return failure === undefined ? [] : [`${trialName}: ${failure}`];
    })[0];
    const value = why === undefined ? results.ratio(ours, theirs, of) : undefined;
    return { what, target, value, ...(why === undefined ? {} : { why }) };
  };
}

/** Each sender into each sink, with all it does in earnest but signing. */
export function throughput({ senders, sinks, messages }: Scope): Experiment {
  const load: Load = { messages, connections: five };
  const { engine, nodemailer, source } = senders;
  const there = [sinks.own, sinks.postfix, sinks.fast].filter((sink): sink is Sink => sink !== undefined);
  const all = [engine, nodemailer, ...(source ? [source] : [])];
  const pair = (sink: string, other: string) => [name(engine.name, sink), name(other, sink)] as const;
  const faster = (sink: string, other: string, atLeast: number) =>
    compared(`messages a second against ${other}, ${sink}`, { atLeast, unit: '×' }, rate, pair(sink, other));
  const comparisons = [
    faster('smtp-sink', 'nodemailer', 11),
    faster('fast sink', 'nodemailer', 24),
    compared('CPU a message, nodemailer against ours, fast sink', { atLeast: 20, unit: '×' }, cpu, [
      name('nodemailer', 'fast sink'),
      name(engine.name, 'fast sink'),
    ]),
    faster('smtp-sink', 'smtp-source', 0.9),
    faster('fast sink', 'smtp-source', 0.6),
  ];
  return {
    name: 'throughput',
    trials: there.flatMap((sink) =>
      all.map((sender) => trial(name(sender.name, sink.name), sender, sink, load)),
    ),
    promised: (results) => comparisons.map((compare) => compare(results)),
  };
}

export function signing({ senders, sinks, messages }: Scope): Experiment {
  const sink = sinks.fast ?? sinks.own;
  const load: Load = { messages, connections: five };
  const [ours, theirs] = [senders.signingEngine, senders.signingNodemailer];
  const compare = compared(
    `messages a second with RSA-2048 signatures, against nodemailer with its own, ${sink.name}`,
    { atLeast: 10, unit: '×' },
    rate,
    [name(ours.name, sink.name), name(theirs.name, sink.name)],
  );
  return {
    name: 'signing',
    trials: [ours, theirs].map((sender) => trial(name(sender.name, sink.name), sender, sink, load)),
    promised: (results) => [compare(results)],
  };
}

/** A server far away: fewer messages for those who are slow there. */
export function distance({ senders, sinks, messages }: Scope): Experiment {
  const load = (share: number): Load => ({ messages: Math.ceil(messages * share), connections: twenty });
  const far = { rtt: farAway };
  const names = ['nodemailer, far', 'pipelined, far', 'BDAT, far'] as const;
  const faster = (ours: string, atLeast: number) =>
    compared(
      `messages a second at ${farAway} ms and ${twenty} connections against nodemailer, ${ours}`,
      { atLeast, unit: '×' },
      rate,
      [`${ours}, far`, names[0]],
    );
  const { engine, nodemailer } = senders;
  return {
    name: 'distance',
    trials: [
      trial(names[0], nodemailer, sinks.own, load(0.1), far),
      trial(names[1], engine, sinks.own, load(0.5), { ...far, without: ['CHUNKING'] }),
      trial(names[2], engine, sinks.own, load(1), far),
    ],
    promised: (results) => [faster('pipelined', 2), faster('BDAT', 10)].map((compare) => compare(results)),
  };
}

/** A small list and a large one. */
export function size({ senders, sinks, lists: [few, many], sizeRounds }: Scope): Experiment {
  const sink = sinks.fast ?? sinks.own;
  const [small, large] = [few, many].map((readers) => `${readers.toLocaleString('en')} readers`) as [
    string,
    string,
  ];
  const more = (what: string, atMost: number, of: Figure) =>
    compared(`${what}, ${large} against ${few.toLocaleString('en')}`, { atMost, unit: '×' }, of, [
      large,
      small,
    ]);
  const comparisons = [
    more('memory of the sender', 1.3, memory),
    more('CPU a message', 1.15, cpu),
    more('time a message', 1.15, time),
  ];
  return {
    name: 'size',
    rounds: sizeRounds,
    trials: [few, many].map((messages, i) =>
      trial([small, large][i] as string, senders.engine, sink, { messages, connections: five }),
    ),
    promised: (results) => {
      const why = results.failure(large);
      const value = why === undefined ? results.median(large, memory) : undefined;
      const held: Promised = {
        what: `memory of the sender at ${large}`,
        target: { atMost: 180, unit: 'MB' },
        value,
        ...(why === undefined ? {} : { why }),
      };
      return [held, ...comparisons.map((compare) => compare(results))];
    },
  };
}
