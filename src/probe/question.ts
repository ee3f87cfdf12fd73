/** One question to a server: whether something is at an address. Nothing of any reader is in it. */
export interface Question {
  readonly url: URL;
  readonly method: 'HEAD' | 'GET';
}

/** What came back: an answer, of which only the head is read, or why there was none. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** As it was sent: it may be relative. */
      readonly location?: string | undefined;
      readonly retryAfter?: string | undefined;
    }
  | { readonly kind: 'silence'; readonly why: Silence };

/**
 * Why there was no answer. `expired`, `otherName` and `selfSigned` are certificates that no browser takes; `issuer` is
 * one whose issuer is not known here, which a browser may know. `private` was not asked.
 */
export type Silence =
  | 'noHost'
  | 'noNetwork'
  | 'refused'
  | 'expired'
  | 'otherName'
  | 'selfSigned'
  | 'issuer'
  | 'timeout'
  | 'private'
  | 'broken';

/** The way to the web; never rejects. */
export type AskWeb = (question: Question) => Promise<Reply>;

/** Time as a probe needs it, in milliseconds. */
export interface Time {
  /** Since 1970. */
  now(): number;
  /** Only ever grows. */
  elapsed(): number;
  sleep(milliseconds: number): Promise<void>;
}
