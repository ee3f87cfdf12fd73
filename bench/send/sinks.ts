import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runToEnd, start } from './child.ts';

/** A server that takes mail and keeps none, as a process of its own. */
export interface Sink {
  readonly name: string;
  open(how?: Manner): Promise<OpenSink>;
}

interface Manner {
  /** Milliseconds before every reply. */
  readonly rtt?: number;
  /** Extensions it shall not offer. */
  readonly without?: readonly string[];
}

interface OpenSink {
  readonly port: number;
  /** Ends it. @returns how many messages it took, where it counts them. */
  close(): Promise<number | undefined>;
}

export interface Sinks {
  /** Runs everywhere, and does all that `Manner` asks. */
  readonly own: Sink;
  /** Postfix's. */
  readonly postfix: Sink | undefined;
  /** Fast enough to show the sender. */
  readonly fast: Sink | undefined;
  /** What is not there, and why. */
  readonly missing: readonly string[];
}

/** @param source of a fast sink in C: `PORT [rtt_ms]`; at SIGTERM it prints the number of messages first. */
export async function findSinks(source: string | undefined, folder: string): Promise<Sinks> {
  const missing: string[] = [];
  const smtpSink = findProgram('smtp-sink');
  if (!smtpSink) missing.push('smtp-sink: Postfix is not installed.');
  const program = source && (await compile(source, join(folder, 'fast-sink')).catch(String));
  const compiled = program === join(folder, 'fast-sink');
  if (!source) missing.push('fast sink: PENNYPOST_FASTSINK names no source.');
  else if (!compiled) missing.push(`fast sink: ${program}`);
  return {
    own: ownSink,
    postfix: smtpSink ? postfixSink(smtpSink) : undefined,
    fast: compiled ? fastSink(program) : undefined,
    missing,
  };
}

async function compile(source: string, program: string): Promise<string> {
  await runToEnd('gcc', ['-O2', '-w', '-o', program, source]);
  return program;
}

const ownSink: Sink = {
  name: 'own sink',
  open: async ({ rtt = 0, without = [] } = {}) => {
    const file = fileURLToPath(new URL('../sink.ts', import.meta.url));
    const refusals = without.flatMap((extension) => ['--without', extension]);
    const child = start(process.execPath, ['--import', 'tsx', file, '--rtt', String(rtt), ...refusals]);
    const [port] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    return opened(child, Number(port), (said) => JSON.parse(said).messages);
  },
};

function postfixSink(program: string): Sink {
  return {
    name: 'smtp-sink',
    open: async (how) => {
      if (how) throw new Error('smtp-sink offers what it offers, at once');
      const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
      const port = await freePort();
      return ready(start(program, [...user, `127.0.0.1:${port}`, '1000']), port, () => undefined);
    },
  };
}

function fastSink(program: string): Sink {
  return {
    name: 'fast sink',
    open: async ({ rtt = 0, without = [] } = {}) => {
      if (without.length > 0) throw new Error('the fast sink always offers the same');
      const port = await freePort();
      return ready(start(program, [String(port), String(rtt)]), port, (said) => Number(said.split(' ')[0]));
    },
  };
}

async function ready(child: ChildProcess, port: number, count: Count): Promise<OpenSink> {
  for (let attempt = 0; !(await answers(port)); attempt += 1) {
    if (attempt === 100 || child.exitCode !== null) throw new Error(`nothing listens on port ${port}`);
    await sleep(50);
  }
  return opened(child, port, count);
}

type Count = (said: string) => number | undefined;

function opened(child: ChildProcess, port: number, count: Count): OpenSink {
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr?.resume();
  return {
    port,
    close: async () => {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
      return count(said);
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'data');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Where a program lies; Postfix's are often outside an ordinary PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
