import { hash } from 'node:crypto';

/**
 * Gives the Message-ID of each reader's copy, without angle brackets: the same on every attempt, so that a
 * receiver recognises a repeated one, and nothing to learn from (RFC 5322 s.3.6.4).
 */
export function messageIds(mailing: string, domain: string): (subscriber: string) => string {
  return (subscriber) => `${digest('message', mailing, subscriber).slice(0, 32)}@${domain}`;
}

/** What the boundaries between parts are made of, in all copies of a mailing: the same on every attempt. */
export function boundary(mailing: string): string {
  return digest('boundary', mailing).slice(0, 24);
}

/** `readers.news.example.org`: names a list for ever, whatever an issue or the newsletter is called (RFC 2919 s.3). */
export function listId(list: string, domain: string): string {
  return `${plain(list).replaceAll('.', '-') || digest('list', list).slice(0, 12)}.${domain}`;
}

/** `mailing:list:kind:sender`, as Google's feedback loop reads it; the sender has 5 to 15 characters and never changes. */
export function feedbackId(mailing: string, list: string, kind: string, domain: string): string {
  const sender = `${plain(domain).replaceAll('.', '-')}-newsletter`.slice(0, 15).replace(/-+$/, '');
  return [mailing, list, kind]
    .map((part) => plain(part) || digest('part', part).slice(0, 12))
    .concat(sender)
    .join(':');
}

/** Small ASCII letters, digits, dots and hyphens, at most 60 of them. */
function plain(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters
    .replace(/[^a-z0-9.]+/g, '-')
    .slice(0, 60)
    .replace(/^[-.]+|[-.]+$/g, '');
}

function digest(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(['pennypost', ...parts]), 'hex');
}
