import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../finding/failure.ts';

/**
 * Writes a file that must not be there yet, and the folders above it.
 * @returns whether it was written; false when something lies there already, which stays as it is.
 * @throws {Failure} `file/unwritable`
 */
export function writeNewFile(path: string, text: string, mode = 0o666): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx', mode });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(path, error);
  }
}

/** @throws whatever is no fault of the file system: a bug. */
function unwritable(path: string, error: unknown): Failure {
  const code = codeOf(error);
  if (code === undefined) throw error;
  return new Failure('setup', 'file/unwritable', `${path} cannot be written: ${reasons[code] ?? code}`, {
    advice: 'See what lies there and whether you may write in its folder, or choose another place.',
    cause: error,
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'a folder lies there',
  ENAMETOOLONG: 'its name is too long',
};

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}
