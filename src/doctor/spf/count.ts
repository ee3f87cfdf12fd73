import type { Answer, Zone } from '../dns/zone.ts';
import { isSpf, type Mechanism, readSpf, type SpfRecord } from './record.ts';

/** What a receiver may have to ask the DNS before it knows what a record says, whoever the mail comes from. */
export interface SpfCost {
  /** Words that cost a question: `include`, `a`, `mx`, `ptr`, `exists`, `redirect` (RFC 7208 s.4.6.4). */
  readonly lookups: number;
  /** Those of them to which there is no answer. */
  readonly voids: number;
  /** What makes the whole record an error (permerror), or could not be found out. */
  readonly faults: readonly string[];
  readonly unanswered: readonly string[];
  /** Names with macros, which depend on the mail: counted, not followed. */
  readonly unfollowed: readonly string[];
  /** What `redirect` ends in, or the record itself; nothing where it ends in nothing. */
  readonly all: Mechanism | undefined;
}

/** RFC 7208 s.4.6.4: more, and receivers give up. */
export const mostLookups = 10;
export const mostVoids = 2;

/** Where counting ends, so that no zone keeps us busy for long: what is above 10 is wrong already. */
const enough = 40;

/**
 * Counts what a record costs, with all that it includes. It is the worst case: as if no word of it applied to
 * the sender.
 */
export async function countSpf(zone: Zone, domain: string, record: SpfRecord): Promise<SpfCost> {
  const counter = new Counter(zone);
  const all = await counter.walk(record, [domain.toLowerCase()]);
  const { lookups, voids, faults, unanswered, unfollowed } = counter;
  return { lookups, voids, all, faults: distinct(faults), unanswered, unfollowed };
}

class Counter {
  lookups = 0;
  voids = 0;
  readonly faults: string[] = [];
  readonly unanswered: string[] = [];
  readonly unfollowed: string[] = [];
  readonly #zone: Zone;

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /** `path` is where we came from, the domain of this record last. @returns the `all` that decides in the end */
  async walk(record: SpfRecord, path: readonly string[]): Promise<Mechanism | undefined> {
    for (const mechanism of record.mechanisms) await this.#pay(mechanism, path);
    if (record.redirect === undefined) return record.mechanisms.find(({ name }) => name === 'all');
    return this.#follow('redirect=', record.redirect, path);
  }

  async #pay({ name, target }: Mechanism, path: readonly string[]): Promise<void> {
    const host = target ?? path.at(-1) ?? '';
    switch (name) {
      case 'all':
      case 'ip4':
      case 'ip6':
        return;
      case 'include':
        await this.#follow('include:', host, path);
        return;
      case 'ptr':
        this.lookups += 1;
        return;
      case 'a':
      case 'exists':
        return this.#ask(host, (known) => this.#zone.addresses(known));
      case 'mx':
        return this.#askMx(host);
    }
  }

  async #askMx(host: string): Promise<void> {
    await this.#ask(host, async (known) => {
      const answer = await this.#zone.mx(known);
      if (answer.kind === 'found' && answer.values.length > mostLookups)
        this.faults.push(`${known} has ${answer.values.length} MX records, more than ${mostLookups}`);
      return answer;
    });
  }

  async #ask<T>(host: string, question: (name: string) => Promise<Answer<T>>): Promise<void> {
    if (!this.#mayFollow(host)) return;
    this.#weigh(host, await question(host));
  }

  async #follow(word: string, host: string, path: readonly string[]): Promise<Mechanism | undefined> {
    if (!this.#mayFollow(host)) return undefined;
    const name = host.toLowerCase().replace(/\.$/, '');
    if (path.includes(name)) {
      this.faults.push(`${word}${host} leads back to ${name}, a circle`);
      return undefined;
    }
    const answer = await this.#zone.txt(name);
    this.#weigh(host, answer);
    const record = answer.kind === 'failed' ? undefined : this.#read(word + host, answer);
    return record && this.walk(record, [...path, name]);
  }

  /** Counts the question, and says whether it can be asked at all. */
  #mayFollow(host: string): boolean {
    this.lookups += 1;
    if (host.includes('%')) this.unfollowed.push(host);
    return !host.includes('%') && this.lookups <= enough;
  }

  #weigh(host: string, answer: Answer<unknown>): void {
    if (answer.kind === 'failed') this.unanswered.push(`${host}: ${answer.why}`);
    if (answer.kind === 'none' || answer.kind === 'absent') this.voids += 1;
  }

  /** The one record of an included name; without exactly one the whole is an error (RFC 7208 s.5.2). */
  #read(word: string, answer: Answer<string>): SpfRecord | undefined {
    const [text, ...others] = answer.kind === 'found' ? answer.values.filter(isSpf) : [];
    const read = text === undefined ? undefined : readSpf(text);
    if (read?.ok && others.length === 0) return read.record;
    if (!read) this.faults.push(`${word} names a domain without an SPF record`);
    else if (!read.ok) this.faults.push(`${word} has a record with “${read.word}”, which is no SPF`);
    else this.faults.push(`${word} has ${others.length + 1} SPF records`);
    return undefined;
  }
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
