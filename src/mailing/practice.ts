import { Failure } from '../finding/failure.ts';
import type { Mailing } from '../store/mailings.ts';

/**
 * A mailing goes on the way it was begun: practice to the outbox on this machine, any other through the
 * newsletter’s servers. `outbox`: that is where mail goes now.
 * @throws {Failure} `mailing/practice`, `mailing/in-earnest`
 */
export function requireSameWay(mailing: Mailing, { outbox }: { readonly outbox: boolean }): void {
  if (mailing.practice && !outbox) throw isPractice(mailing);
  if (!mailing.practice && outbox) throw isInEarnest(mailing);
}

function isPractice({ id, issue, list }: Mailing): Failure {
  const message = `Mailing ${id} (${issue} to ${list}) was practice in the outbox, and now mail leaves this machine`;
  return new Failure('refused', 'mailing/practice', message, {
    advice: `Practice does not count as sent. To mail the issue to its readers: pennypost send ${issue}. To be rid of the practice: pennypost cancel ${id}.`,
    undone: 'Nothing was sent.',
  });
}

export function isInEarnest({ id, issue, list }: Mailing): Failure {
  const message = `Mailing ${id} (${issue} to ${list}) went out through a mail server, and now there is no SMTP_URL: whoever is left would only get it in the outbox on this machine`;
  return new Failure('refused', 'mailing/in-earnest', message, {
    advice: `Put SMTP_URL back into .env, then: pennypost resume ${id}. Or end it: pennypost cancel ${id}.`,
    undone: 'Nothing was sent.',
  });
}
