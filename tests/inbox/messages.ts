import { mailToken } from '../../src/message/mail-token.ts';
import { signLinkTokens } from '../../src/message/tokens.ts';

export const secret = 'a-secret-for-tests-that-is-long-enough-to-sign';

/** A reader's token as it stands in mail. */
export function writtenToken(subscriber: number, kind: 'act' | 'page' = 'act', list = 1): string {
  return mailToken(signLinkTokens([secret], { list, subscriber, mailing: 'abcdef' })[kind]);
}

/** A message with these header lines and no more. */
export function mail(...lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\nPlease.\r\n`;
}

/** The mail that a reader's mail program writes. */
export function request(token: string, ...more: readonly string[]): string {
  return mail(
    'From: Ann <ann@example.org>',
    `To: leave+${token}@news.example.org`,
    'Subject: unsubscribe',
    ...more,
  );
}
