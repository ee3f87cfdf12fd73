import { CommanderError } from 'commander';
import { Failure } from '../finding/failure.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { printBug, printFailure } from './failures.ts';
import type { Io } from './io.ts';
import { buildProgram } from './program.ts';
import { asSystemFailure } from './system-failure.ts';

/** Runs the program once and says with which code it ends; see `exitCodes`. */
export async function main(io: Io): Promise<number> {
  let code: number = exitCodes.done;
  const program = buildProgram(io, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...io.args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return tell(io, asSystemFailure(error));
  }
}

function tell(io: Io, error: unknown): number {
  if (error instanceof Failure) {
    printFailure(io, error);
    return exitCodeOf(error);
  }
  printBug(io, error);
  return exitCodes.bug;
}
