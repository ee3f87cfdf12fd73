import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment } from '../stage.ts';
import { usesBuilt } from './numbers.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const sources = ['--import', 'tsx', fileURLToPath(new URL('../../../src/cli/bin.ts', import.meta.url))];
const built = [fileURLToPath(new URL('../../../dist/cli/bin.js', import.meta.url))];

/** A whole sender in a process of its own. */
export interface Sender {
  readonly process: ChildProcess;
  /** Resolves when it is no more; `code` is null when it was killed. */
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
}

export interface World {
  readonly folder: string;
  readonly smtpUrl: string;
  /** Beyond the usual. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs `pennypost …` in a newsletter’s folder. */
export function startSender({ folder, smtpUrl, env: more = {} }: World, args: readonly string[]): Sender {
  const words = [...(usesBuilt ? built : sources), ...args, '--cwd', folder];
  const env = { ...process.env, ...environment(smtpUrl), ...more };
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<{ code: number | null; err: string }>((done) => {
    child.once('close', (code) => done({ code, err }));
  });
  return { process: child, ended };
}

/** Runs it until the moment comes, or its end; then it is no more. */
export async function runAndKill(
  world: World,
  args: readonly string[],
  moment: Promise<void>,
): Promise<void> {
  const sender = startSender(world, args);
  await Promise.race([moment, sender.ended]);
  sender.process.kill('SIGKILL');
  await sender.ended;
}

export function send(issue: string): string[] {
  return ['send', issue, '--list', 'all', '--yes', '--untested', '--wait', '0', '--no-probe'];
}

export function resume(issue: string): string[] {
  return ['resume', issue, '--wait', '0', '--no-probe'];
}
