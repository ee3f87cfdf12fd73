import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import { type FakeWorld, fakeIo } from './fake-io.ts';

/** What a command printed, and with which code it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command in this process, in a real folder; there is no terminal unless `world` gives answers. */
export async function pennypost(
  cwd: string,
  args: readonly string[],
  world: Omit<FakeWorld, 'cwd'> = {},
): Promise<Ended> {
  const io = fakeIo(args, { cwd, ...world });
  const code = await main(io);
  return { code, out: io.out(), err: io.err() };
}

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pennypost-'));
}

/** A folder with a newsletter as `init` makes it. */
export async function freshNewsletter(): Promise<string> {
  const folder = emptyFolder();
  await pennypost(folder, ['init']);
  return folder;
}
