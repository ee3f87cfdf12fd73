import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a sender took for its messages. */
export interface Run {
  readonly messages: number;
  /** From the first to the last message accepted. */
  readonly seconds: number;
  /** CPU seconds of all its threads, where it tells. */
  readonly cpu?: number;
  /** The most bytes it ever held, where it tells. */
  readonly memory?: number;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A program of ours to its end, or an error with the last it said. @returns what it printed. */
export async function runToEnd(program: string, args: readonly string[]): Promise<string> {
  const child = start(program, args);
  let out = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-2000);
  });
  const [code, signal] = await once(child, 'close');
  if (code === 0) return out;
  const [, thrown] = /^(?:\w+: )?\w*Error: (.+)$/m.exec(errors) ?? [];
  const words = thrown ?? (errors.trim() || out.trim().slice(-500));
  throw new Error(`${basename(program)} ended with ${code ?? signal}: ${words}`);
}

/** A program that stays; it is ended with this process at the latest. */
export function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
  children.add(child);
  child.once('close', () => children.delete(child));
  child.once('error', () => children.delete(child));
  return child;
}
