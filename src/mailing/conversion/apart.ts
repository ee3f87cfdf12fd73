import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { extname } from 'node:path';
import { Failure } from '../../finding/failure.ts';
import type { Conversion, Converter, ConvertMjml } from '../../render/html/convert.ts';

/**
 * Converts MJML in a child process, which takes MJML's memory with it when it ends: a sender works for hours
 * after it has rendered. The child begins with the first conversion and makes them all, in turn.
 */
export class ConverterApart implements Converter {
  readonly #start: () => ChildProcess;
  #channel: { readonly child: ChildProcess; readonly answers: AsyncIterator<unknown[]> } | undefined;

  constructor(start: () => ChildProcess = startChild) {
    this.#start = start;
  }

  /** @throws {Failure} `render/process` when there can be no child, or it ends, or answers what is no answer */
  readonly convert: ConvertMjml = async (mjml) => {
    const { child, answers } = this.#open();
    // what cannot be handed over finds no answer either, and the child's end tells why
    child.send(mjml, () => undefined);
    const answer = await answers.next().catch(unstarted);
    if (answer.done) throw failure(endOf(child));
    return conversionIn(answer.value);
  };

  /** Ends the child, if there is one; nobody has to wait for that. */
  end(): void {
    this.#channel?.child.kill();
    this.#channel = undefined;
  }

  #open() {
    if (this.#channel) return this.#channel;
    try {
      const child = this.#start();
      this.#channel = { child, answers: on(child, 'message', { close: ['exit'] }) };
      return this.#channel;
    } catch (error) {
      return unstarted(error);
    }
  }
}

/** Its program lies beside this file, and is TypeScript where this file is: then tsx reads it for Node 20. */
export function startChild(): ChildProcess {
  const extension = extname(import.meta.url);
  return fork(new URL(`child${extension}`, import.meta.url), {
    execArgv: extension === '.ts' ? ['--import', 'tsx'] : [],
    // secrets live in the environment, and it has no use for them
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function conversionIn([answer]: readonly unknown[]): Conversion {
  const { ok, html, message, faults } = Object(answer);
  if (ok === true && typeof html === 'string') return { ok, html };
  if (ok === false && typeof message === 'string' && Array.isArray(faults)) return { ok, message, faults };
  throw failure('gave an answer that makes no sense');
}

function endOf({ signalCode, exitCode }: ChildProcess): string {
  return signalCode ? `was ended by ${signalCode}` : `ended by itself, with code ${exitCode}`;
}

/** Some of what stands in the way is thrown when a process is to start, such as a lack of memory, and some told later. */
function unstarted(error: unknown): never {
  throw failure(`could not be started: ${(error as Error).message}`);
}

function failure(what: string): Failure {
  return new Failure('setup', 'render/process', `The process that turns templates into HTML ${what}`, {
    undone: 'Nothing was sent.',
    advice:
      'It needs 150 MB of memory for a moment. See whether there is that much, and run the same command again.',
  });
}
