import type { Move } from './move.ts';

/**
 * Steps that belong to a connection. `mail` is asked at every MAIL, `reset` at every RSET, `login` at the end
 * of every AUTH.
 */
export interface ConnectionScript {
  readonly greeting?: Move;
  readonly ehlo?: Move;
  readonly login?: Move;
  readonly mail?: Move;
  readonly reset?: Move;
}

/**
 * Steps that belong to a recipient. `message` comes with the first bytes after 354 or BDAT, before the final
 * dot or the last byte; `data` answers DATA, or the first BDAT when it is anything but 354; `chunk` answers
 * every BDAT but the last; `final` answers the final dot, or BDAT LAST.
 */
export interface RecipientScript {
  readonly rcpt?: Move;
  readonly data?: Move;
  readonly message?: Move;
  readonly chunk?: Move;
  readonly final?: Move;
}

/**
 * How replies leave: each whole in a write of its own; byte by byte; cut in the middle of each line, or
 * between CR and LF; or held a moment, so that several leave in one packet.
 */
export type Manner = 'whole' | 'bytes' | 'halfLines' | 'halfLineEnds' | 'together';

export interface Script {
  /** What EHLO announces. BDAT, STARTTLS and AUTH are understood only where they are announced. */
  readonly extensions?: readonly string[];
  /** By the connection's number, from 1, and the number of its MAIL, from 1. */
  readonly connection?: (connection: number, transaction: number) => ConnectionScript | undefined;
  readonly recipient?: (address: string, attempt: number) => RecipientScript | undefined;
  /** Milliseconds before every reply. */
  readonly latency?: number;
  readonly manner?: Manner;
  /**
   * What becomes of input that came in the same packet behind a command, whatever EHLO says: it is thrown
   * away, or the command is answered so (`inTurn(say('554 5.5.0 Synchronization error'), close)`). The bytes
   * of a BDAT are part of their command. Left out, it is heard.
   */
  readonly behindACommand?: 'throwAway' | Move;
  /** After so many messages taken on one connection it is closed without a word. */
  readonly closeAfter?: number;
  /** More open connections than this are greeted with 421 and closed. */
  readonly mostOpen?: number;
  /** PEM. With it STARTTLS works where it is announced; `implicit` speaks TLS from the first byte. */
  readonly tls?: {
    readonly key: string | Buffer;
    readonly cert: string | Buffer;
    readonly implicit?: boolean;
  };
}

/** What an ordinary server offers. */
export const usualExtensions: readonly string[] = ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'SIZE 10485760'];
