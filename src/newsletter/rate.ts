/** Finest first. */
const units = ['second', 'minute', 'hour', 'day'] as const;

export type Unit = (typeof units)[number];

/** At most so many messages in any second, minute, hour or day. */
export interface Limit {
  readonly messages: number;
  readonly per: Unit;
}

/** One limit or several that hold together: the finest first, each unit at most once. */
export type Rate = readonly Limit[];

/** A rate, or what is wrong with it, to be read after its name: “sending.rate” is not a rate; write it like … */
export type ReadRate =
  | { readonly ok: true; readonly rate: Rate }
  | { readonly ok: false; readonly fault: string };

/** Milliseconds. */
export const lengthOf: Readonly<Record<Unit, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const spelt: Readonly<Record<Unit, string>> = {
  second: 's|sec|seconds?',
  minute: 'm|min|minutes?',
  hour: 'h|hours?',
  day: 'd|days?',
};

const anyUnit = units.map((unit) => spelt[unit]).join('|');
const one = `\\d+(?:\\.\\d+)?(?:\\s*\\/\\s*|\\s+(?:an?|per)\\s+)(?:${anyUnit})`;

/** How a rate is written: `40/s`, `600 per minute`, `40/s, 14000/h`. */
export const ratePattern = new RegExp(`^\\s*${one}(?:\\s*,\\s*${one})*\\s*$`);

const limitPattern = /^(\d+(?:\.\d+)?)(?:\s*\/\s*|\s+(?:an?|per)\s+)([a-z]+)$/;
const manner = 'write it like 40/s, 600/min, 14000/h or 50000/d';

/**
 * `40/s`, `600/min`, `14000/h`, `50000/d`, `40 per second`, `600 a minute`, and several of them with commas between
 * them or as a list.
 */
export function parseRate(text: string | readonly string[]): ReadRate {
  const texts = typeof text === 'string' ? [text] : text;
  if (texts.some((each) => /\d,\d{3}(?!\d)/.test(each)))
    return { ok: false, fault: 'has a comma inside a number; write 14,000/h as 14000/h' };
  const pieces = texts.flatMap((each) => each.split(',')).map((piece) => piece.trim());
  const limits: Limit[] = [];
  for (const piece of pieces) {
    const limit = parseLimit(piece);
    if (!limit) return { ok: false, fault: pieces.length === 1 ? `is not a rate; ${manner}` : wrong(piece) };
    if (limits.some(({ per }) => per === limit.per))
      return { ok: false, fault: `has two limits ${article(limit.per)}; keep the lower one` };
    limits.push(limit);
  }
  if (limits.length === 0) return { ok: false, fault: `is empty; ${manner}` };
  return { ok: true, rate: limits.sort((a, b) => units.indexOf(a.per) - units.indexOf(b.per)) };
}

function wrong(piece: string): string {
  return piece === ''
    ? `has a comma too many; ${manner}`
    : `holds “${piece}”, which is not a rate; ${manner}`;
}

function parseLimit(text: string): Limit | undefined {
  const [, number, word = ''] = limitPattern.exec(text.toLowerCase()) ?? [];
  const messages = Number(number);
  const per = units.find((unit) => new RegExp(`^(?:${spelt[unit]})$`).test(word));
  return per && messages > 0 && Number.isFinite(messages) ? { messages, per } : undefined;
}

const short: Readonly<Record<Unit, string>> = { second: 's', minute: 'min', hour: 'h', day: 'd' };

/** `14000/h`. */
export function formatLimit({ messages, per }: Limit): string {
  return `${messages}/${short[per]}`;
}

/** `40/s, 14000/h`: what `parseRate` reads again. */
export function formatRate(rate: Rate): string {
  return rate.map(formatLimit).join(', ');
}

/** Messages a second at which a rate is spread evenly; undefined: as fast as the server takes them. */
export function perSecond([finest]: Rate): number | undefined {
  return finest && (finest.messages * lengthOf.second) / lengthOf[finest.per];
}

function article(per: Unit): string {
  return per === 'hour' ? 'an hour' : `a ${per}`;
}
