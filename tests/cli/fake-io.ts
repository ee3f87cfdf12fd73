import { Readable } from 'node:stream';
import type { Io, Output } from '../../src/cli/io.ts';
import type { Answer, Zone } from '../../src/doctor/dns/zone.ts';
import type { AskWeb } from '../../src/probe/question.ts';
import { type Converter, convertMjml } from '../../src/render/html/convert.ts';

/** A world for one command, in memory: what it was told, what it printed, what it was answered. */
export interface FakeIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
  /** Presses Ctrl-C. */
  readonly pressCtrlC: () => void;
}

export interface FakeWorld {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped in. */
  readonly piped?: string;
  /** What the person types, question by question; absent: there is no terminal. */
  readonly answers?: readonly string[];
  readonly now?: () => number;
  /** Absent: MJML is converted in this process, which saves every test the second that a child takes to begin. */
  readonly converter?: Converter;
  /** Absent: no name server answers. */
  readonly zone?: Zone;
  /** Absent: this machine has no address that the world sees. */
  readonly ownAddresses?: readonly string[];
  /** Absent: there is no network. */
  readonly web?: AskWeb;
}

const noNetwork: AskWeb = async () => ({ kind: 'silence', why: 'noNetwork' });
const silence = async (): Promise<Answer<never>> => ({ kind: 'failed', why: 'no name server answers here' });
const silent: Zone = { txt: silence, mx: silence, addresses: silence, ptr: silence };

const here: Converter = { convert: convertMjml, end: () => undefined };

export function fakeIo(
  args: readonly string[],
  {
    cwd,
    env = {},
    piped = '',
    answers,
    now = Date.now,
    converter = here,
    zone = silent,
    ownAddresses = ['127.0.0.1'],
    web = noNetwork,
  }: FakeWorld,
): FakeIo {
  const left = [...(answers ?? [])];
  const [out, err] = [paper(), paper()];
  const listeners = new Set<() => void>();
  return {
    args,
    cwd,
    env,
    stdout: out.output,
    stderr: err.output,
    interactive: answers !== undefined,
    stdin: Readable.from([Buffer.from(piped, 'latin1')]),
    ask: async (question) => {
      err.output.write(`${question}\n`);
      return left.shift();
    },
    now,
    openConverter: async () => converter,
    openZone: async () => zone,
    ownAddresses: () => ownAddresses,
    openWeb: async () => web,
    onStop: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    out: out.text,
    err: err.text,
    pressCtrlC: () => {
      for (const listener of listeners) listener();
    },
  };
}

function paper(): { output: Output; text: () => string } {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  return { output: { write, isTerminal: false, columns: 100 }, text: () => text };
}
