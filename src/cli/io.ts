import { networkInterfaces } from 'node:os';
import type { Zone } from '../doctor/dns/zone.ts';
import type { AskWeb } from '../probe/question.ts';
import type { Converter } from '../render/html/convert.ts';
import { version } from './version.ts';

/** Everything a command may touch of the world it runs in, so that a test can stand in for it. */
export interface Io {
  /** The words behind the program's name. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What was asked for: HTML, a table, JSON. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** What is piped in. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** One line typed by the person, or undefined when they ended the input. */
  ask(question: string): Promise<string | undefined>;
  readonly now: () => number;
  /** Where a process converts MJML that goes on for long: its memory is given back when the converter ends. */
  openConverter(): Promise<Converter>;
  /** Where names are looked up. */
  openZone(): Promise<Zone>;
  /** The IP addresses of this machine. */
  ownAddresses(): readonly string[];
  /** The way to the web, for those who ask whether links are alive. */
  openWeb(): Promise<AskWeb>;
  /** Calls back on Ctrl-C, SIGTERM and SIGHUP until the returned function is called. */
  onStop(listener: () => void): () => void;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width of the terminal. */
  readonly columns: number;
}

/** Who asks for a page, so that whoever looks after it knows. */
const userAgent = `Pennypost/${version} (checks the links of a newsletter before it is sent)`;

/** The real world. */
export function processIo(): Io {
  return {
    args: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    stdin: process.stdin,
    ask: askAtTerminal,
    now: () => Date.now(),
    openConverter: async () => new (await import('../mailing/conversion/apart.ts')).ConverterApart(),
    openZone: async () => (await import('../doctor/dns/node-zone.ts')).nodeZone(),
    ownAddresses: addressesHere,
    openWeb: async () => (await import('../probe/web.ts')).openWeb({ userAgent }),
    onStop: listenForStop,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // Whoever reads the output may stop reading (`| head`): that is no fault of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error  The output could not be written: ${error.message}\n`);
    process.exitCode = 4;
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: Boolean(stream.isTTY),
    get columns() {
      return stream.columns || 80;
    },
  };
}

function addressesHere(): string[] {
  return Object.values(networkInterfaces()).flatMap((of) => of?.map(({ address }) => address) ?? []);
}

async function askAtTerminal(question: string): Promise<string | undefined> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<undefined>((done) => lines.once('close', () => done(undefined)));
  lines.once('SIGINT', () => lines.close());
  try {
    return await Promise.race([lines.question(question), ended]);
  } finally {
    lines.close();
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function listenForStop(listener: () => void): () => void {
  for (const signal of stopSignals) process.on(signal, listener);
  return () => {
    for (const signal of stopSignals) process.off(signal, listener);
  };
}
