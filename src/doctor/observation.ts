/** How a thing stands: `unasked` where it could not be asked, or was not to be. */
export type Verdict = 'ok' | 'warning' | 'wrong' | 'unasked';

/** A DNS record as it is to be published, whole. */
export interface RecordToPublish {
  /** Without the dot at its end: `_dmarc.example.org`. */
  readonly name: string;
  readonly type: 'TXT' | 'MX' | 'PTR';
  readonly value: string;
}

/** One thing that was looked at, and how it stands. */
export interface Observation {
  /** What was looked at, in a few words: `SPF of example.org`. */
  readonly what: string;
  readonly verdict: Verdict;
  /** What was found, one sentence without a full stop. */
  readonly detail: string;
  /** What to change, a sentence or two. */
  readonly advice?: string;
  /** What to publish instead, or for the first time. */
  readonly record?: RecordToPublish;
}

/** What there is to do about a thing that is not right. */
export type Remedy = Pick<Observation, 'advice' | 'record'>;

export function ok(what: string, detail: string): Observation {
  return { what, verdict: 'ok', detail };
}

export function warning(what: string, detail: string, remedy: Remedy = {}): Observation {
  return { what, verdict: 'warning', detail, ...remedy };
}

export function wrong(what: string, detail: string, remedy: Remedy = {}): Observation {
  return { what, verdict: 'wrong', detail, ...remedy };
}

export function unasked(what: string, detail: string, advice?: string): Observation {
  return { what, verdict: 'unasked', detail, ...(advice === undefined ? {} : { advice }) };
}
