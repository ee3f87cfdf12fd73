import type { Finding } from './finding.ts';

/**
 * What kind of failure, which decides the exit code:
 * `usage` 2 · `issue` 3 (an issue or its templates) · `setup` 4 (settings, credentials, connection) · `incomplete` 5 ·
 * `refused` 6 (not confirmed, or a guard said no) · `interrupted` 130.
 */
export type FailureKind = 'usage' | 'issue' | 'setup' | 'incomplete' | 'refused' | 'interrupted';

/** A failure that a person can do something about. Anything else that is thrown is a bug. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  /** Stable, `family/name`: `smtp/login`. */
  readonly code: string;
  /** What to do next, a sentence or two. */
  readonly advice: string | undefined;
  /** What did not happen: “Nothing was sent.” */
  readonly undone: string | undefined;
  /** The faults behind it, each with its place. */
  readonly findings: readonly Finding[];

  constructor(
    kind: FailureKind,
    code: string,
    message: string,
    more: { advice?: string; undone?: string; findings?: readonly Finding[]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.code = code;
    this.advice = more.advice;
    this.undone = more.undone;
    this.findings = more.findings ?? [];
  }
}
