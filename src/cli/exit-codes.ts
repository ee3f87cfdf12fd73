import type { Failure, FailureKind } from '../finding/failure.ts';

/** What the program's exit code says; scripts rely on these. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  issue: 3,
  setup: 4,
  incomplete: 5,
  refused: 6,
  interrupted: 130,
} as const satisfies Record<FailureKind | 'done' | 'bug', number>;

export function exitCodeOf(failure: Failure): number {
  return exitCodes[failure.kind];
}
