import { resolve } from 'node:path';
import type { Failure } from '../finding/failure.ts';
import { formatFinding } from '../finding/format.ts';
import type { Io } from './io.ts';
import { paintFor } from './paint.ts';
import { findingFrom, sourceText } from './source-text.ts';

/** What happened, where, what did not happen, and what to do. No stack: it is not the program that is wrong. */
export function printFailure(io: Io, failure: Failure): void {
  const paint = paintFor(io.stderr, io, !io.args.includes('--no-color'));
  const cwd = resolve(io.cwd, namedFolder(io.args) ?? '.');
  const rows = failure.findings.map((fault) => {
    const finding = findingFrom(cwd, fault);
    return formatFinding(finding, finding.place && sourceText(cwd, finding.place.file), paint);
  });
  rows.push(`${paint.error('error')}  ${sentence(failure.message)}  ${paint.faint(failure.code)}`);
  const rest = [failure.undone, failure.advice].filter((part) => part !== undefined);
  rows.push(...rest.map((part) => `       ${part}`));
  io.stderr.write(`${rows.join('\n')}\n`);
}

function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}

/** What `--cwd DIR` or `--cwd=DIR` says. */
function namedFolder(args: readonly string[]): string | undefined {
  const at = args.indexOf('--cwd');
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--cwd='))?.slice('--cwd='.length);
}

/** Something is wrong with the program itself; the stack is what a report needs. */
export function printBug(io: Io, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(
    `error  This is a fault in Pennypost itself, not in your newsletter.\n${stack}\n` +
      'Please report these lines, and what you typed: https://github.com/pennypost/pennypost/issues\n',
  );
}
