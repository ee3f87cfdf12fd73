/** What a server announced in its answer to EHLO (RFC 5321 s.4.1.1.1). */
export interface Extensions {
  readonly pipelining: boolean;
  /** BDAT (RFC 3030). */
  readonly chunking: boolean;
  readonly smtpUtf8: boolean;
  readonly eightBitMime: boolean;
  readonly startTls: boolean;
  readonly auth: boolean;
  /** Whether MAIL may name the message's size (RFC 1870). */
  readonly size: boolean;
  /** Bytes a message may have; undefined when the server names no limit. */
  readonly largest: number | undefined;
}

/** Reads the reply to EHLO, `250-` and all; the first line is a greeting. */
export function parseExtensions(reply: string): Extensions {
  const words = offersOf(reply);
  const offers = (keyword: string) => words.some((line) => line[0] === keyword);
  return {
    pipelining: offers('PIPELINING'),
    chunking: offers('CHUNKING'),
    smtpUtf8: offers('SMTPUTF8'),
    eightBitMime: offers('8BITMIME'),
    startTls: offers('STARTTLS'),
    auth: offers('AUTH'),
    size: offers('SIZE'),
    largest: positive(words.find((line) => line[0] === 'SIZE')?.[1]),
  };
}

function positive(digits: string | undefined): number | undefined {
  const value = Number(digits);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** Each line but the first as its words, in capitals: `['SIZE', '1000']`. */
export function offersOf(reply: string): string[][] {
  const lines = reply.split(/\r?\n/).slice(1);
  return lines.map((line) =>
    line
      .replace(/^\d{3}[ -]/, '')
      .trim()
      .toUpperCase()
      .split(/[\s=]+/),
  );
}
