import { closeSync, openSync, readSync, realpathSync, writeSync } from 'node:fs';
import { Failure } from '../finding/failure.ts';
import { type Reject, rejectLine, rejectsHeader } from '../subscribers/rejects.ts';

/** The file of rows that an import did not take, begun with the first of them. Readable by its owner only. */
export class RejectsFile {
  readonly #path: string;
  #file: number | undefined;

  /** @throws {Failure} `file/other` when something lies there that is no earlier file of rejects. */
  constructor(path: string, imported: string) {
    const other = isSameFile(path, imported) || !mayBeReplaced(path);
    if (other) throw notOurs(path);
    this.#path = path;
  }

  get written(): boolean {
    return this.#file !== undefined;
  }

  add(reject: Reject): void {
    this.#file ??= this.#begin(reject);
    writeSync(this.#file, rejectLine(reject));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #begin(reject: Reject): number {
    const file = openSync(this.#path, 'w', 0o600);
    writeSync(file, rejectsHeader(reject));
    return file;
  }
}

function isSameFile(path: string, other: string): boolean {
  try {
    return realpathSync(path) === realpathSync(other);
  } catch {
    return false;
  }
}

const mark = 'rejected_line,';

/** Whether nothing is there, or an empty file, or what an earlier import rejected. */
function mayBeReplaced(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
  }
  try {
    const start = Buffer.alloc(mark.length);
    const length = readSync(file, start);
    return length === 0 || start.toString('latin1', 0, length) === mark;
  } catch {
    return false;
  } finally {
    closeSync(file);
  }
}

function notOurs(path: string): Failure {
  return new Failure('usage', 'file/other', `${path} holds something else, and would be lost`, {
    advice: 'Name another file for the rejects.',
    undone: 'Nobody was imported.',
  });
}
