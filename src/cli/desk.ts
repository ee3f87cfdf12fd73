import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '../finding/failure.ts';
import type { Paint } from '../finding/format.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import type { Store } from '../store/store.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';
import { paintFor } from './paint.ts';

/** What a command has at hand: the world, the flags, and where it stands. */
export interface Desk {
  readonly io: Io;
  readonly flags: Flags;
  /** The folder the person stands in, or named with `--cwd`. */
  readonly cwd: string;
  readonly paint: Paint;
}

export function openDesk(io: Io, flags: Flags): Desk {
  const cwd = resolve(io.cwd, flags.cwd ?? '.');
  if (flags.cwd !== undefined && !statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Failure('usage', 'usage/no-folder', `There is no folder ${flags.cwd}`, {
      undone: 'Nothing was done.',
    });
  }
  return { io, flags, cwd, paint: paintFor(io.stderr, io, flags.color) };
}

/** A line for people, on stderr; silent with `--quiet`. */
export function note(desk: Desk, line = ''): void {
  if (!desk.flags.quiet) desk.io.stderr.write(`${line}\n`);
}

/** A line of what was asked for, on stdout. */
export function print(desk: Desk, line: string): void {
  desk.io.stdout.write(`${line}\n`);
}

/** One object on one line of stdout, for programs. */
export function printJson(desk: Desk, value: unknown): void {
  desk.io.stdout.write(`${JSON.stringify(value)}\n`);
}

/** The folder of what Pennypost keeps beside the store: the outbox, schemas. */
const privateFolder = '.pennypost';

export function outboxFolder(newsletter: Newsletter): string {
  return join(newsletter.folder, privateFolder, 'outbox');
}

/** Where it is kept for a while what the web said of links. */
export function linksFile(newsletter: Newsletter): string {
  return join(newsletter.folder, privateFolder, 'links.json');
}

/** Opens the newsletter's store for the length of some work, and closes it whatever happens. */
export async function withStore<T>(newsletter: Newsletter, work: (store: Store) => Promise<T>): Promise<T> {
  const { openStore } = await import('../store/open-store.ts');
  const path = join(newsletter.folder, 'newsletter.db');
  const store = await openStore(path);
  try {
    return await work(store);
  } catch (error) {
    throw error instanceof Error && 'errcode' in error ? store.explain(error) : error;
  } finally {
    await store.close();
  }
}
