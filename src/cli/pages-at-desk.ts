import { Failure } from '../finding/failure.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import type { Store } from '../store/store.ts';
import { announce, type Ends, type Met, meet, type SyncReport, syncWith, takeAll } from '../sync/sync.ts';
import { type Desk, note } from './desk.ts';
import type { MailServer } from './mail-server.ts';
import { syncRow } from './sync-report.ts';

/** How often it is asked who has left at the pages while a mailing goes out, in milliseconds. */
const lookEvery = 30_000;

/** The pages behind the links of a mailing, asked whether they answer. */
export class PagesAtDesk {
  readonly #desk: Desk;
  readonly #ends: Ends;
  readonly #met: Met;

  constructor(desk: Desk, ends: Ends, met: Met) {
    this.#desk = desk;
    this.#ends = ends;
    this.#met = met;
  }

  /** Both stores know what the other one knows. Nothing to do where they are one. */
  async sync(): Promise<SyncReport | undefined> {
    return this.#met.kind === 'other' ? syncWith(this.#ends, this.#met) : undefined;
  }

  /**
   * A mailing is about to go out, to whoever is in the store now: its links lead to somebody there from its first copy
   * on.
   */
  async expect(mailing: string): Promise<void> {
    if (this.#met.kind === 'same') return;
    await syncWith(this.#ends, this.#met);
    await announce(this.#ends, this.#met, mailing);
  }

  /** While something goes out, who leaves at the pages is heard of here; what cannot be asked now is asked later. */
  async during<T>(work: Promise<T>): Promise<T> {
    const { kind } = this.#met;
    if (kind === 'same') return work;
    const met = this.#met;
    let asking: Promise<unknown> = Promise.resolve();
    const look = setInterval(() => {
      asking = takeAll(this.#ends, met).catch((error: unknown) => this.#tell(error));
    }, lookEvery).unref();
    try {
      return await work;
    } finally {
      clearInterval(look);
      await asking;
    }
  }

  #tell(error: unknown): void {
    if (!(error instanceof Failure)) throw error;
    note(this.#desk, `Who leaves at the pages is not heard of at the moment: ${error.message}`);
  }
}

/**
 * Asks the pages, before anything goes out in earnest, and syncs with them: nothing where mail goes to the outbox, where
 * there is no `url`, or where it is not wished.
 * @throws {Failure} `send/no-pages`
 */
export async function requirePages(
  desk: Desk,
  { settings }: Newsletter,
  parts: { readonly store: Store; readonly keys: readonly string[]; readonly mail: MailServer },
  probe: boolean | undefined,
): Promise<PagesAtDesk | undefined> {
  const { store, keys, mail } = parts;
  const [secret] = keys;
  if (mail.isOutbox || probe === false || settings.url === undefined || secret === undefined)
    return undefined;
  const ends = { store, secrets: keys, pages: { url: settings.url, secret, now: desk.io.now } };
  try {
    const pages = new PagesAtDesk(desk, ends, await meet(ends));
    const report = await pages.sync();
    note(
      desk,
      `The pages at ${settings.url} answer${report ? `; ${syncRow(report)}` : ', from this very store'}.`,
    );
    return pages;
  } catch (error) {
    throw error instanceof Failure ? noPages(error) : error;
  }
}

/** Readers could not leave: Gmail and Yahoo, and the law, ask that they can. */
function noPages({ message, advice, cause }: Failure): Failure {
  return new Failure('refused', 'send/no-pages', message, {
    advice: `${advice ?? ''} The links in this mail would lead nowhere; to send it all the same: --no-probe`,
    undone: 'Nothing was sent.',
    cause,
  });
}
