import { unwatchFile, watchFile } from 'node:fs';
import { sep } from 'node:path';
import { watch } from 'chokidar';

/** Files and folders under watch. */
export interface FileWatch {
  /** Resolves when every file is watched. */
  readonly ready: Promise<void>;
  /** Watches these too, whether or not they are there yet. */
  add(paths: Iterable<string>): void;
  close(): Promise<void>;
}

/** What changed, and when the first word of it came, in milliseconds of `performance.now()`. */
export interface FileChange {
  readonly paths: ReadonlySet<string>;
  readonly at: number;
}

/** An editor writes a file in several steps, within a few milliseconds. */
const settling = 10;
/** chokidar drops what follows a change within 50 ms: a second look finds it. */
const secondLook = 80;

/** How often each path is also looked at by itself, in milliseconds. */
const lookOut = 500;

/**
 * Tells of changed, new and removed files inside a folder: soon, and once more when all is quiet. What the
 * system has no word of is found by looking: paths that are not there yet, or come back with their folder.
 */
export function watchFiles(
  folder: string,
  paths: readonly string[],
  told: (change: FileChange) => void,
): FileWatch {
  const watcher = watch([], { ignoreInitial: true, ignored: isOddFile });
  const known = new Set<string>();
  const first = new Gathering(settling, told);
  const second = new Gathering(secondLook, told);
  const tell = (path: string) => {
    first.add(path);
    second.add(path);
  };
  const follow = (path: string) => {
    known.add(path);
    watcher.add(path);
    watchFile(path, { interval: lookOut, persistent: false }, (now, before) => {
      if (before.nlink === 0) watcher.add(path);
      if (now.mtimeMs !== before.mtimeMs) tell(path);
    });
  };
  const add = (more: Iterable<string>) => {
    for (const path of more) if (!known.has(path) && path.startsWith(folder + sep)) follow(path);
  };
  watcher.on('all', (_event, path) => tell(path));
  // A folder that may not be read, or too many files for the system: what can be watched is.
  watcher.on('error', () => undefined);
  const ready = new Promise<void>((done) => watcher.once('ready', () => done()));
  add(paths);
  return {
    ready,
    add,
    close: async () => {
      first.stop();
      second.stop();
      for (const path of known) unwatchFile(path);
      await watcher.close();
    },
  };
}

/** What editors leave beside a file, and folders that hold no text of ours. */
function isOddFile(path: string): boolean {
  return /(?:^|[\\/])(?:\.git|node_modules|\.DS_Store|4913)$|~$|\.sw[a-z]$|\.tmp$/.test(path);
}

/** Paths gathered until a moment after the first. */
class Gathering {
  readonly #wait: number;
  readonly #told: (change: FileChange) => void;
  #paths = new Set<string>();
  #at = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(wait: number, told: (change: FileChange) => void) {
    this.#wait = wait;
    this.#told = told;
  }

  add(path: string): void {
    this.#paths.add(path);
    if (this.#timer) return;
    this.#at = performance.now();
    this.#timer = setTimeout(() => this.#tell(), this.#wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    const change = { paths: this.#paths, at: this.#at };
    this.#paths = new Set();
    this.#timer = undefined;
    this.#told(change);
  }
}
