import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../finding/failure.ts';
import type { StaticFile } from '../web/public/static/static-site.ts';

/** Which files of the folder are ours, by path: SHA-256 of what was written. */
type Made = Readonly<Record<string, string>>;

const listName = '.pennypost-files.json';

/** What writing a site came to. */
export interface Written {
  readonly files: number;
  readonly changed: number;
  /** Paths that were ours and are no part of the site any more. */
  readonly removed: readonly string[];
}

/**
 * A folder that holds a static site, and perhaps much else: a list in it says which files are ours, and no other
 * is ever written over or removed.
 */
export class StaticFolder {
  readonly #folder: string;
  readonly #before: Made;

  constructor(folder: string) {
    this.#folder = folder;
    this.#before = readMade(join(folder, listName));
  }

  /** @throws {Failure} `build/occupied` when a file of somebody else's stands where one belongs; nothing is written */
  write(files: readonly StaticFile[]): Written {
    const others = files.filter((file) => this.#isSomebodyElses(file)).map(({ path }) => path);
    if (others.length > 0) throw occupied(others);
    const changed = files.filter((file) => this.#put(file)).length;
    const now: Made = Object.fromEntries(files.map(({ path, content }) => [path, digest(content)]));
    const removed = Object.keys(this.#before)
      .sort()
      .filter((path) => !(path in now) && this.#remove(path));
    writeFileSync(join(this.#folder, listName), `${JSON.stringify(now, null, 2)}\n`);
    return { files: files.length, changed, removed };
  }

  #isSomebodyElses({ path, content }: StaticFile): boolean {
    const at = join(this.#folder, path);
    if (this.#leadsAway(path)) return true;
    if (!existsSync(at) || path in this.#before) return false;
    return digest(readFileSync(at)) !== digest(content);
  }

  /** A link, or a file in place of a folder, would have us write somewhere else. */
  #leadsAway(path: string): boolean {
    const steps = path.split('/');
    return steps.some((_, i) => {
      const stat = lstatSync(join(this.#folder, ...steps.slice(0, i + 1)), { throwIfNoEntry: false });
      if (!stat) return false;
      return i === steps.length - 1 ? !stat.isFile() : !stat.isDirectory();
    });
  }

  /** Whether it was not there yet as it is now. */
  #put({ path, content }: StaticFile): boolean {
    const at = join(this.#folder, path);
    if (existsSync(at) && digest(readFileSync(at)) === digest(content)) return false;
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
    return true;
  }

  /** Only as we wrote it: who changed it since has made it theirs. */
  #remove(path: string): boolean {
    const at = join(this.#folder, path);
    if (this.#leadsAway(path) || !existsSync(at)) return false;
    if (digest(readFileSync(at)) !== this.#before[path]) return false;
    rmSync(at);
    removeIfEmpty(dirname(at));
    return true;
  }
}

function readMade(path: string): Made {
  if (!existsSync(path)) return {};
  try {
    const made: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const entries = Object.entries(made as Record<string, unknown>);
    return Object.fromEntries(
      entries.filter(
        (entry): entry is [string, string] => isInside(entry[0]) && typeof entry[1] === 'string',
      ),
    );
  } catch {
    return {};
  }
}

function isInside(path: string): boolean {
  return path.split('/').every((step) => /^[a-z0-9][a-z0-9._-]*$/.test(step));
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else is in it, which is to stay.
  }
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function occupied(paths: readonly string[]): Failure {
  const shown = paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '');
  return new Failure(
    'refused',
    'build/occupied',
    `Files of somebody else’s stand where the site belongs: ${shown}`,
    {
      advice: 'Name an empty folder with -o, or move them away.',
      undone: 'Nothing was written.',
    },
  );
}
