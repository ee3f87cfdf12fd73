import { Failure } from '../finding/failure.ts';
import { systemClock } from '../mailing/clock.ts';
import type { Limits } from '../mailing/pace/limits.ts';
import { type Manner, type RunEnd, runMailing } from '../mailing/run.ts';
import { describeDuration, parseDuration } from '../newsletter/duration.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import type { SignerFor } from '../newsletter/signers.ts';
import { type ClaimableState, claimableStates } from '../store/delivery.ts';
import { countDeliveries } from '../store/delivery-counts.ts';
import type { Mailing } from '../store/mailings.ts';
import type { SenderIdentity } from '../store/senders.ts';
import type { Store } from '../store/store.ts';
import { type Desk, note, printJson } from './desk.ts';
import { exitCodes } from './exit-codes.ts';
import type { MailServer } from './mail-server.ts';
import { countsRow, stateWords, statusOf } from './mailing-status.ts';
import { adviceFor, exitCodeFor } from './pause-advice.ts';
import { Progress } from './progress.ts';
import { listenForStop } from './stop.ts';

/** The options that `send` and `resume` share. */
export interface RunOptions {
  readonly rate?: string;
  readonly wait: string;
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
  /** Readers in these states alone are tried; otherwise all that are left. */
  readonly only?: readonly ClaimableState[] | undefined;
}

/** Sends what is left of a mailing, shows how it goes, and says how it ended. Gives the exit code. */
export async function runAtDesk(desk: Desk, run: Run): Promise<number> {
  const { store, mailing, mail, keys, signerFor, identity, limits, tempo, only } = run;
  const progress = new Progress(desk, {
    recipients: mailing.recipients,
    counts: await countDeliveries(store.db, mailing.id),
    servers: mail.routes.length,
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
    const end = await runMailing(parts, mailing, stop).finally(() => progress.end());
    return tellEnd(desk, end, run);
  } finally {
    stop.end();
  }
}

type Paused = Extract<RunEnd['rest'], { kind: 'paused' }>;

function tellEnd(desk: Desk, end: RunEnd, { mail, only }: Run): number {
  const { mailing, counts, rest } = end;
  if (desk.flags.json) {
    const reason = mailing.reason ?? undefined;
    const advice = rest.kind === 'paused' ? adviceFor(rest.trouble, rest.why) : undefined;
    printJson(desk, { event: 'done', ...statusOf(mailing, counts), reason, advice });
  }
  note(desk, `${mailing.state}  ${countsRow(counts)}  (mailing ${mailing.id})`);
  if (mail.isOutbox && counts.accepted > 0)
    note(desk, 'It is in the outbox; to read it: pennypost preview, then /outbox');
  switch (rest.kind) {
    case 'paused':
      return tellPause(desk, end, rest);
    case 'stopped':
      note(desk, `Stopped. Nothing is lost; to go on: pennypost resume ${mailing.id}`);
      return exitCodes.interrupted;
    case 'halted':
      return tellHalt(desk, end);
    case 'finished':
      if (only) tellOthers(desk, end, only);
      return tellFinish(desk, end);
  }
}

function tellHalt(desk: Desk, { mailing }: RunEnd): number {
  if (mailing.state === 'cancelled') note(desk, 'Another pennypost cancelled this mailing.');
  else if (mailing.state === 'running')
    note(desk, 'Another pennypost took this mailing over and goes on with it.');
  else note(desk, `Another pennypost paused this mailing; to go on: pennypost resume ${mailing.id}`);
  return exitCodes.incomplete;
}

function tellPause(desk: Desk, { mailing }: RunEnd, { why, trouble }: Paused): number {
  note(desk, `Paused: ${why}`);
  note(desk, adviceFor(trouble, why));
  note(desk, `Nothing is lost. When the cause is mended: pennypost resume ${mailing.id}`);
  return exitCodeFor(trouble);
}

/** Those whom `--only` left as they were. */
function tellOthers(desk: Desk, { mailing, counts }: RunEnd, only: readonly ClaimableState[]): void {
  for (const state of claimableStates) {
    if (only.includes(state) || counts[state] === 0) continue;
    const others = `${counts[state]} ${stateWords[state]}`;
    note(desk, `Not tried, as --only says: ${others}. To go on with all: pennypost resume ${mailing.id}`);
  }
}

function tellFinish(desk: Desk, { mailing, counts, nextDue }: RunEnd): number {
  for (const state of ['rejected', 'deferred', 'unknown', 'expired'] as const) {
    if (counts[state] > 0)
      note(desk, `  who was ${inWords[state]}: pennypost status ${mailing.id} --who ${state}`);
  }
  if (nextDue !== undefined) {
    const wait = describeDuration(Math.max(0, nextDue - desk.io.now()));
    note(desk, `The next reader who was put off is due in ${wait}: pennypost resume ${mailing.id}`);
  }
  if (counts.unknown > 0) {
    note(
      desk,
      'Unknown means that the server may or may not have the copy: it is not sent again by itself (resume --retry-unknown does).',
    );
  }
  const missed = counts.rejected + counts.deferred + counts.unknown + counts.expired + counts.planned;
  return missed > 0 ? exitCodes.incomplete : exitCodes.done;
}

const inWords = {
  rejected: 'refused',
  deferred: 'put off',
  unknown: 'left unknown',
  expired: 'given up',
} as const;
