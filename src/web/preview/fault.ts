import { Failure } from '../../finding/failure.ts';
import { type ShownFinding, showFinding } from './shown-finding.ts';

/** Something that stops an issue from being shown as it now stands. */
export interface Fault {
  readonly code: string;
  /** A sentence. */
  readonly message: string;
  readonly advice: string | undefined;
  readonly findings: readonly ShownFinding[];
  /** What was thrown, when Pennypost itself is at fault. */
  readonly bug: unknown;
}

function faultOf(error: unknown, folder: string): Fault {
  if (!(error instanceof Failure)) return bugOf(error);
  const { code, message, advice, findings } = error;
  return {
    code,
    message,
    advice,
    findings: findings.map((finding) => showFinding(finding, folder)),
    bug: undefined,
  };
}

function bugOf(error: unknown): Fault {
  return {
    code: 'preview/bug',
    message: `This is a fault in Pennypost itself: ${error instanceof Error ? error.message : String(error)}`,
    advice: 'The terminal that runs the preview says more. Your files are as you left them.',
    findings: [],
    bug: error,
  };
}

/** Something made from files that are being written: the last good making, and what is wrong with the newest. */
export interface Kept<T> {
  readonly good: T | undefined;
  readonly fault: Fault | undefined;
}

export const nothingKept: Kept<never> = { good: undefined, fault: undefined };

/** Makes it anew; when that fails, the last good one stays and the fault is kept beside it. */
export async function keep<T>(before: Kept<T>, folder: string, make: () => T | Promise<T>): Promise<Kept<T>> {
  try {
    return { good: await make(), fault: undefined };
  } catch (error) {
    return { good: before.good, fault: faultOf(error, folder) };
  }
}
