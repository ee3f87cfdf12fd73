import type { RunEnd } from '../mailing/run.ts';
import { describeDuration } from '../newsletter/duration.ts';
import { type ClaimableState, type Counts, claimableStates } from '../store/delivery.ts';
import { type Desk, note, printJson } from './desk.ts';
import { exitCodes } from './exit-codes.ts';
import { type MailServer, settingOf } from './mail-server.ts';
import { countsRow, stateWords, statusOf } from './mailing-status.ts';
import { adviceFor, exitCodeFor } from './pause-advice.ts';

/** What it takes, besides the end itself, to say how a run ended. */
interface Ended {
  readonly mail: Pick<MailServer, 'isOutbox' | 'variables'>;
  readonly only?: readonly ClaimableState[] | undefined;
}

type Paused = Extract<RunEnd['rest'], { kind: 'paused' }>;

/** Says how a run ended and how to go on. Gives the exit code. */
export function tellEnd(desk: Desk, end: RunEnd, { mail, only }: Ended): number {
  const { mailing, counts, rest } = end;
  const setting = settingOf(mail.variables);
  if (desk.flags.json) {
    const reason = mailing.reason ?? undefined;
    const advice = rest.kind === 'paused' ? adviceFor(rest.trouble, rest.why, setting) : undefined;
    printJson(desk, { event: 'done', ...statusOf(mailing, counts), reason, advice });
  }
  note(desk, `${mailing.state}  ${countsRow(counts)}  (mailing ${mailing.id})`);
  if (mail.isOutbox && counts.accepted > 0)
    note(desk, 'It is in the outbox; to read it: pennypost preview, then /outbox');
  switch (rest.kind) {
    case 'paused':
      return tellPause(desk, end, rest, setting);
    case 'stopped':
      note(desk, `Stopped. ${whatIsLeft(counts)} To go on: pennypost resume ${mailing.id}`);
      return exitCodes.interrupted;
    case 'halted':
      return tellHalt(desk, end);
    case 'finished':
      if (only) tellOthers(desk, end, only);
      return tellFinish(desk, end);
  }
}

/** Of readers who are left unknown one cannot say that nothing is lost. */
function whatIsLeft({ unknown }: Counts): string {
  if (unknown === 0) return 'Nothing is lost.';
  const who = unknown === 1 ? '1 reader is unknown' : `${unknown} readers are unknown`;
  return `${who}: ${meaning} Nothing else is lost.`;
}

const meaning =
  'the server may or may not have the copy, and it is not sent again by itself (resume --retry-unknown does).';

function tellHalt(desk: Desk, end: RunEnd): number {
  const { state, id } = end.mailing;
  switch (state) {
    case 'cancelled':
      note(desk, 'Another pennypost cancelled this mailing.');
      return exitCodes.incomplete;
    case 'running':
      note(desk, 'Another pennypost took this mailing over and goes on with it.');
      return exitCodes.incomplete;
    case 'paused':
      note(desk, `Another pennypost paused this mailing; to go on: pennypost resume ${id}`);
      return exitCodes.incomplete;
    case 'done':
    case 'incomplete':
      note(desk, 'Another pennypost took this mailing over and finished the run.');
      return tellFinish(desk, end);
  }
}

function tellPause(
  desk: Desk,
  { mailing, counts }: RunEnd,
  { why, trouble }: Paused,
  setting: string,
): number {
  note(desk, `Paused: ${why}`);
  note(desk, adviceFor(trouble, why, setting));
  note(desk, `${whatIsLeft(counts)} When the cause is mended: pennypost resume ${mailing.id}`);
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
    note(desk, `Unknown means: ${meaning}`);
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
