import type { Kysely } from 'kysely';
import { addressKey, domainOf, type EmailAddress } from '../address/email-address.ts';
import { providerOf } from '../address/provider.ts';
import { countAudience, type Member, streamAudience } from '../store/audience.ts';
import { findReaders, type NewDelivery } from '../store/mailings.ts';
import type { Tables } from '../store/tables.ts';
import { matches, type Segment } from '../subscribers/segment.ts';
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
}

/** Who is left out of a mailing, and why; everybody on the list is counted once. */
export interface LeftOut {
  readonly pending: number;
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

const page = 500;

/** Reads the audience once, in the order of the list: recipients one page at a time, tallies along the way. */
export class Audience {
  readonly #prepared: PreparedIssue;
  readonly #aim: Aim;
  outsideSegment = 0;
  hadIt = 0;
  beyondLimit = 0;
  recipients = 0;
  /** How many of them are at each provider that has limits of its own. */
  readonly toProvider: Map<string, number>;

  /** @param limited the providers to be told apart, as `providerOf` names them. */
  constructor(prepared: PreparedIssue, aim: Aim, limited: Iterable<string> = []) {
    this.#prepared = prepared;
    this.#aim = aim;
    this.toProvider = new Map([...limited].map((provider) => [provider, 0]));
  }

  async *pages(db: Kysely<Tables>): AsyncGenerator<readonly Recipient[]> {
    let members: Member[] = [];
    for await (const member of streamAudience(db, this.#aim.listId)) {
      if (member.suppression !== null) continue;
      members.push(member);
      if (members.length < page) continue;
      yield await this.#recipients(db, members);
      members = [];
    }
    if (members.length > 0) yield await this.#recipients(db, members);
  }

  /** How many people get it. */
  async count(db: Kysely<Tables>): Promise<number> {
    for await (const _ of this.pages(db)) {
      // Only the tallies are wanted.
    }
    return this.recipients;
  }

  async leftOut(db: Kysely<Tables>): Promise<LeftOut> {
    const { pending, unsubscribed, suppressed } = await countAudience(db, this.#aim.listId);
    const { outsideSegment, hadIt, beyondLimit } = this;
    return { pending, unsubscribed, suppressed, outsideSegment, hadIt, beyondLimit };
  }

  async #recipients(db: Kysely<Tables>, members: readonly Member[]): Promise<Recipient[]> {
    const filter = this.#aim.segment?.filter;
    const meant = filter ? members.filter((member) => matches(filter, member.subscriber)) : members;
    this.outsideSegment += members.length - meant.length;
    const ids = meant.map((member) => member.subscriber.id);
    const had = await findReaders(db, this.#prepared.issue.slug, ids);
    const fresh = meant.filter((member) => !had.has(member.subscriber.id));
    this.hadIt += meant.length - fresh.length;
    const room = Math.max(0, (this.#aim.limit ?? Number.POSITIVE_INFINITY) - this.recipients);
    const taken = fresh.slice(0, room);
    this.beyondLimit += fresh.length - taken.length;
    this.recipients += taken.length;
    if (this.toProvider.size > 0) for (const { subscriber } of taken) this.#tell(subscriber.email);
    return taken.map((member) => this.#recipient(member));
  }

  #tell(email: EmailAddress): void {
    const provider = providerOf(domainOf(email));
    const before = this.toProvider.get(provider);
    if (before !== undefined) this.toProvider.set(provider, before + 1);
  }

  #recipient({ subscriber }: Member): Recipient {
    const segments = segmentsOf(this.#prepared, subscriber);
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
