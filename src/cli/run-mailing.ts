import { Failure } from '../finding/failure.ts';
import { systemClock } from '../mailing/clock.ts';
import type { Limits } from '../mailing/pace/limits.ts';
import { type Manner, runMailing } from '../mailing/run.ts';
import { parseDuration } from '../newsletter/duration.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import type { SignerFor } from '../newsletter/signers.ts';
import type { ClaimableState } from '../store/delivery.ts';
import { countDeliveries } from '../store/delivery-counts.ts';
import type { Mailing } from '../store/mailings.ts';
import type { SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import type { Desk } from './desk.ts';
import type { MailServer } from './mail-server.ts';
import type { PagesAtDesk } from './pages-at-desk.ts';
import { Progress } from './progress.ts';
import { tellEnd } from './run-end.ts';
import { listenForStop } from './stop.ts';

/** The options that `send` and `resume` share. */
export interface RunOptions {
  readonly rate?: string;
  readonly wait: string;
  /** False: whether the pages answer is not asked. */
  readonly probe?: boolean;
}

/** A deferred reader of the outbox is tried again after so many milliseconds: there is nobody to be patient with. */
const outboxPatience = 5_000;

export function tempoOf(
  { settings: { sending } }: Newsletter,
  options: RunOptions,
  isOutbox: boolean,
): Manner {
  return {
    connections: sending.connections,
    retryAfter: isOutbox ? Math.min(outboxPatience, sending.retryAfter) : sending.retryAfter,
    retryFor: sending.retryFor,
    // Until everybody who was put off is reached or given up, and that is what retryFor decides.
    wait: options.wait === 'all' ? Number.POSITIVE_INFINITY : waitOf(options.wait),
  };
}

function waitOf(text: string): number {
  const wait = parseDuration(text);
  if (wait !== undefined) return wait;
  throw new Failure('usage', 'usage/wait', `${text} is not a length of time`, {
    advice: 'Write it like 0, 90s, 30m or 4h, or “all”.',
    undone: 'Nothing was sent.',
  });
}

export interface Run {
  readonly store: Store;
  readonly mailing: Mailing;
  readonly mail: MailServer;
  readonly keys: readonly string[];
  readonly signerFor: SignerFor | undefined;
  readonly identity: SenderIdentity;
  readonly limits: Limits;
  readonly tempo: Manner;
  /** Behind the links, where they have a store of their own. */
  readonly pages: PagesAtDesk | undefined;
  /** Readers in these states alone are tried; otherwise all that are left. */
  readonly only?: readonly ClaimableState[] | undefined;
}

/** Sends what is left of a mailing, shows how it goes, and says how it ended. Gives the exit code. */
export async function runAtDesk(desk: Desk, run: Run): Promise<number> {
  const { store, mailing, mail, keys, signerFor, identity, limits, tempo, pages, only } = run;
  await pages?.expect(mailing.id);
  const progress = new Progress(desk, {
    recipients: mailing.recipients,
    counts: await countDeliveries(store.db, mailing.id),
    variables: mail.variables,
  });
  const stop = listenForStop(desk);
  try {
    const parts = {
      store,
      identity,
      routes: mail.routes,
      keys,
      signerFor,
      limits,
      tempo,
      only,
      clock: systemClock,
      watch: progress.watch,
    };
    const running = runMailing(parts, mailing, stop);
    const end = await (pages?.during(running) ?? running).finally(() => progress.end());
    return tellEnd(desk, end, run);
  } finally {
    stop.end();
  }
}
