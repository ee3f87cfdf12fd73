import type { Told } from '../mailing/report.ts';
import { type Counts, deliveryStates } from '../store/delivery.ts';
import type { Mailing } from '../store/mailings.ts';

/** `status --json`: the counts add up to `recipients`; `practice` only where it is. */
export function statusOf(mailing: Mailing, counts: Counts) {
  return {
    mailing: mailing.id,
    issue: mailing.issue,
    list: mailing.list,
    state: mailing.state,
    ...(mailing.practice && { practice: true }),
    recipients: mailing.recipients,
    counts,
  };
}

/** What people call the states in a sentence: `12 refused`. */
export const stateWords: Readonly<Record<keyof Counts, string>> = {
  planned: 'to go',
  claimed: 'about to go',
  sending: 'on the wire',
  accepted: 'accepted',
  deferred: 'put off',
  rejected: 'refused',
  unknown: 'unknown',
  expired: 'given up',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

/** `12 refused: 550 5.1.1 No such user`, a row for each kind of words. */
export function reasonRow({ state, words: said, deliveries }: Told, mailing: string): string {
  const who = `${deliveries} ${stateWords[state]}`;
  if (said === null) return `${who} in other words: pennypost status ${mailing} --who ${state}`;
  return said === '' ? who : `${who}: ${said}`;
}

/** “1,994 of 2,000 accepted, 4 refused, 2 put off”: only what there is. */
export function countsRow(counts: Counts): string {
  const total = deliveryStates.reduce((sum, state) => sum + counts[state], 0);
  const rest = deliveryStates.filter((state) => state !== 'accepted' && counts[state] > 0);
  return [
    `${counts.accepted} of ${total} accepted`,
    ...rest.map((state) => `${counts[state]} ${stateWords[state]}`),
  ].join(', ');
}
