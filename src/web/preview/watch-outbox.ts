import { existsSync, type FSWatcher, mkdirSync, watch } from 'node:fs';

/** A send fills the outbox by the thousand; the page is told at most this often, in milliseconds. */
const atMostEvery = 120;

/**
 * Calls when mail has come into the outbox's folder or left it. One handle for the folder, not one for each
 * message as chokidar has it: there may be thousands.
 */
export class OutboxWatch {
  readonly #folder: string;
  readonly #told: () => void;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(folder: string, told: () => void) {
    this.#folder = folder;
    this.#told = told;
    this.#open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  #open(): void {
    if (this.#closed) return;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      this.#watcher = watch(this.#folder, () => this.#heard());
      this.#watcher.on('error', () => this.#reopen());
    } catch {
      this.#watcher = undefined;
    }
  }

  #heard(): void {
    if (!existsSync(this.#folder)) this.#reopen();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#told();
    }, atMostEvery);
  }

  /** Somebody took the whole folder away. */
  #reopen(): void {
    this.#watcher?.close();
    this.#open();
  }
}
