import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Verdict, verdictSchema } from './verdict.ts';

/** How long an answer is believed; milliseconds. Bad ones are mended, and then asked for again. */
const good = 24 * 3600_000;
const bad = 10 * 60_000;

const entrySchema = z.object({ at: z.number(), verdict: verdictSchema });
const fileSchema = z.object({ version: z.literal(1), answers: z.record(z.string(), entrySchema) });
type Entries = ReadonlyMap<string, z.infer<typeof entrySchema>>;

/** What was found lately, in a file that only its owner reads: it names what somebody is about to publish. */
export class Memory {
  readonly #path: string;
  readonly #now: () => number;
  readonly #entries: Map<string, z.infer<typeof entrySchema>>;

  constructor(path: string, now: () => number) {
    this.#path = path;
    this.#now = now;
    this.#entries = new Map(readEntries(path));
  }

  /** What was found at an address not too long ago. */
  recall(address: string): Verdict | undefined {
    const entry = this.#entries.get(address);
    return entry && this.#isFresh(entry) ? entry.verdict : undefined;
  }

  note(address: string, verdict: Verdict): void {
    this.#entries.set(address, { at: this.#now(), verdict });
  }

  /** Writes the file whole, beside itself first, without what is too old. @throws the file system’s error */
  save(): void {
    const fresh = [...this.#entries].filter(([, entry]) => this.#isFresh(entry));
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const beside = `${this.#path}.new`;
    writeFileSync(beside, JSON.stringify({ version: 1, answers: Object.fromEntries(fresh) }), {
      mode: 0o600,
    });
    renameSync(beside, this.#path);
  }

  #isFresh({ at, verdict }: z.infer<typeof entrySchema>): boolean {
    const age = this.#now() - at;
    return age >= 0 && age < (verdict.kind === 'fine' || verdict.kind === 'moved' ? good : bad);
  }
}

/** A file that is not there, or not as we write it, remembers nothing. */
function readEntries(path: string): Entries {
  try {
    const { answers } = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return new Map(Object.entries(answers));
  } catch {
    return new Map();
  }
}
