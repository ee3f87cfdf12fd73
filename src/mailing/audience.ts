import type { Kysely } from 'kysely';
import { addressKey, domainOf, type EmailAddress } from '../address/email-address.ts';
import { providerOf } from '../address/provider.ts';
import { type AudienceCounts, audiencePages, countAudience, type Member } from '../store/audience.ts';
import type { NewDelivery } from '../store/mailings.ts';
import { countPaused } from '../store/pauses.ts';
import { findMailingsOf, findReaders } from '../store/readers.ts';
import type { Tables } from '../store/tables.ts';
import { countReaders } from '../store/whole-list.ts';
import { describedOf } from '../subscribers/described.ts';
import { matches } from '../subscribers/segment/matches.ts';
import type { Segment } from '../subscribers/segment/segment.ts';
import { variantKey } from './content.ts';
import { type PreparedIssue, segmentsOf } from './prepare.ts';

/** Whom a mailing is for. */
export interface Aim {
  readonly listId: number;
  readonly list: string;
  /** The filter as it was given, and as it was read. */
  readonly segment: { readonly text: string; readonly filter: Segment } | undefined;
  readonly limit: number | undefined;
  /** Such as `40/s, 14000/h`, where this mailing is to keep to another rate than the settings'. */
  readonly rate: string | undefined;
  /** It only goes to the outbox on this machine. */
  readonly practice: boolean;
}

/** Who is left out of a mailing, and why; everybody on the list is counted once. */
export interface LeftOut {
  readonly pending: number;
  /** They have asked for a pause, and come back by themselves. */
  readonly paused: number;
  readonly unsubscribed: number;
  readonly suppressed: number;
  readonly outsideSegment: number;
  /** Reached, tried or possibly reached by an earlier mailing of the same issue. */
  readonly hadIt: number;
  readonly beyondLimit: number;
}

/** A reader who gets a copy, and the segments whose blocks they see. */
export interface Recipient {
  readonly delivery: NewDelivery;
  readonly segments: ReadonlySet<string>;
}

/** Who gets a mailing: counted, or read one page at a time in the order of the list, with tallies along the way. */
export class Audience {
  readonly #prepared: PreparedIssue;
  readonly #aim: Aim;
  readonly #now: number;
  #list: AudienceCounts | undefined;
  #paused: number | undefined;
  outsideSegment = 0;
  hadIt = 0;
  beyondLimit = 0;
  recipients = 0;
  /** How many of them are at each provider that has limits of its own. */
  readonly toProvider: Map<string, number>;

  /**
   * @param now milliseconds since 1970: who is in a pause then is left out
   * @param limited the providers to be told apart, as `providerOf` names them.
   */
  constructor(prepared: PreparedIssue, aim: Aim, now: number, limited: Iterable<string> = []) {
    this.#prepared = prepared;
    this.#aim = aim;
    this.#now = now;
    this.toProvider = new Map([...limited].map((provider) => [provider, 0]));
  }

  async *pages(db: Kysely<Tables>): AsyncGenerator<readonly Recipient[]> {
    const earlier = await findMailingsOf(db, this.#prepared.issue.slug);
    for await (const members of audiencePages(db, this.#aim.listId)) {
      const reachable = members.filter((member) => member.suppression === null && !this.#isPaused(member));
      const fresh = await this.#withoutReaders(db, earlier, this.#inSegment(reachable));
      yield this.#withinLimit(fresh).map((member) => this.#recipient(member));
    }
  }

  /** How many people get it. Nobody needs to be looked at when the whole list is meant. */
  async count(db: Kysely<Tables>): Promise<number> {
    if (this.#aim.segment === undefined && this.toProvider.size === 0) return this.#countWholeList(db);
    for await (const _ of this.pages(db)) {
      // Only the tallies are wanted.
    }
    return this.recipients;
  }

  async leftOut(db: Kysely<Tables>): Promise<LeftOut> {
    this.#list ??= await countAudience(db, this.#aim.listId);
    this.#paused ??= await countPaused(db, this.#aim.listId, this.#now);
    const { pending, unsubscribed, suppressed } = this.#list;
    const { outsideSegment, hadIt, beyondLimit } = this;
    return { pending, paused: this.#paused, unsubscribed, suppressed, outsideSegment, hadIt, beyondLimit };
  }

  async #countWholeList(db: Kysely<Tables>): Promise<number> {
    const { listId, limit = Number.POSITIVE_INFINITY } = this.#aim;
    this.#list = await countAudience(db, listId);
    this.#paused = await countPaused(db, listId, this.#now);
    const earlier = await findMailingsOf(db, this.#prepared.issue.slug);
    this.hadIt = await countReaders(db, listId, earlier, this.#now);
    // Somebody may have left between the two questions.
    const fresh = Math.max(0, this.#list.active - this.#paused - this.hadIt);
    this.recipients = Math.min(fresh, limit);
    this.beyondLimit = fresh - this.recipients;
    return this.recipients;
  }

  #isPaused({ pausedUntil }: Member): boolean {
    return pausedUntil !== null && pausedUntil > this.#now;
  }

  #inSegment(members: readonly Member[]): readonly Member[] {
    const filter = this.#aim.segment?.filter;
    if (!filter) return members;
    const meant = members.filter((member) => matches(filter, describedOf(member)));
    this.outsideSegment += members.length - meant.length;
    return meant;
  }

  async #withoutReaders(
    db: Kysely<Tables>,
    earlier: readonly string[],
    members: readonly Member[],
  ): Promise<readonly Member[]> {
    const ids = members.map((member) => member.subscriber.id);
    const had = await findReaders(db, earlier, ids);
    this.hadIt += had.size;
    return had.size === 0 ? members : members.filter((member) => !had.has(member.subscriber.id));
  }

  #withinLimit(members: readonly Member[]): readonly Member[] {
    const room = Math.max(0, (this.#aim.limit ?? Number.POSITIVE_INFINITY) - this.recipients);
    const taken = members.slice(0, room);
    this.beyondLimit += members.length - taken.length;
    this.recipients += taken.length;
    if (this.toProvider.size > 0) for (const { subscriber } of taken) this.#tell(subscriber.email);
    return taken;
  }

  #tell(email: EmailAddress): void {
    const provider = providerOf(domainOf(email));
    const before = this.toProvider.get(provider);
    if (before !== undefined) this.toProvider.set(provider, before + 1);
  }

  #recipient(member: Member): Recipient {
    const { subscriber } = member;
    const segments = segmentsOf(this.#prepared, describedOf(member));
    const fields: Record<string, string> = {};
    for (const name of this.#prepared.fields) {
      const value = Object.hasOwn(subscriber.fields, name) ? subscriber.fields[name] : undefined;
      if (value) fields[name] = value;
    }
    const delivery = {
      subscriberId: subscriber.id,
      email: subscriber.email,
      emailKey: addressKey(subscriber.email),
      fields,
      variant: variantKey(segments),
    };
    return { delivery, segments };
  }
}
