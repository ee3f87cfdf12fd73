/**
 * What a row says of a person. Only `active` and `pending` may come in; the others have left, and from
 * `bounced` on nothing is ever sent to them on any list.
 */
export type Standing = 'active' | 'pending' | 'unsubscribed' | 'bounced' | 'blocked' | 'complained';

/** From best to worst. */
const ranks: readonly Standing[] = ['active', 'pending', 'unsubscribed', 'bounced', 'blocked', 'complained'];

/** When a row says several things, the worst is true. */
export function worst(standings: readonly Standing[]): Standing {
  return ranks[Math.max(0, ...standings.map((standing) => ranks.indexOf(standing)))] ?? 'active';
}

/** Whether of two rows on one person the first decides: to have left weighs most, to be active more than pending. */
export function outweighs(a: Standing, b: Standing): boolean {
  return weight(a) > weight(b);
}

function weight(standing: Standing): number {
  return standing === 'pending' ? -1 : ranks.indexOf(standing);
}

export function hasLeft(standing: Standing): boolean {
  return standing !== 'active' && standing !== 'pending';
}

/**
 * The words that Mailchimp, listmonk, Kit, beehiiv, Ghost and people use. `inactive` is one who has not
 * confirmed at Kit and one who has left at beehiiv; neither may get mail, and leaving is the safer reading.
 */
const words: Readonly<Record<Standing, readonly string[]>> = {
  active: ['active', 'subscribed', 'confirmed', 'enabled', 'opted in', 'opt in', 'valid'],
  pending: [
    ...['pending', 'unconfirmed', 'not confirmed', 'waiting', 'validating', 'needs attention', 'paused'],
    ...['invited', 'non subscribed', 'nonsubscribed', 'not subscribed', 'transactional'],
  ],
  unsubscribed: [
    ...['unsubscribed', 'unsubscribe', 'un subscribed', 'opted out', 'opt out', 'optout', 'left', 'removed'],
    ...['inactive', 'cancelled', 'canceled', 'deleted', 'archived', 'expired'],
  ],
  bounced: ['bounced', 'hard bounced', 'hard bounce', 'cleaned', 'invalid', 'undeliverable'],
  blocked: ['blocked', 'blocklisted', 'blacklisted', 'suppressed', 'banned', 'disabled'],
  complained: ['complained', 'complaint', 'spam', 'marked as spam', 'spam complaint', 'abuse'],
};

const standings = new Map<string, Standing>(
  ranks.flatMap((standing) => words[standing].map((word) => [word, standing] as const)),
);

/** What a status in words says, in `words` of one tool before all; undefined for a word that is not known. */
export function standingOf(
  text: string,
  words?: ReadonlyMap<string, Standing> | undefined,
): Standing | undefined {
  const word = plain(text);
  return (
    words?.get(word) ??
    standings.get(word) ??
    (isNo(text) ? 'unsubscribed' : isYes(text) ? 'active' : undefined)
  );
}

function isYes(text: string): boolean {
  return ['yes', 'y', 'true', 't', '1', 'x', 'on'].includes(plain(text));
}

export function isNo(text: string): boolean {
  return ['no', 'n', 'false', 'f', '0', 'off'].includes(plain(text));
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/**
 * Mailchimp, and Buttondown with its unsubscribers, export a standing as a file of its own and say so in its name.
 * `cleaned` counts only in a name as Mailchimp gives it: people call a list so that they have cleaned themselves.
 */
export function standingOfFile(name: string): Standing | undefined {
  if (/^unsubscribe(?:d|rs?)(?![a-z])/i.test(name)) return 'unsubscribed';
  if (/^cleaned_.*export/i.test(name)) return 'bounced';
  return /^nonsubscribed(?![a-z])/i.test(name) ? 'pending' : undefined;
}

/** Whether a cell of whatever column can only mean that the person has left. */
export function soundsLikeLeaving(text: string): boolean {
  return /^(?:un-?subscribed?|opted[ -]?out|cleaned|(?:hard[ -])?bounced?|block-?listed|black-?listed|complained)$/i.test(
    text.trim(),
  );
}
