import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { codeOf, unwritable } from './unwritable.ts';

/**
 * Writes a file that must not be there yet, and the folders above it.
 * @returns whether it was written; false when something lies there already, which stays as it is.
 * @throws {Failure} `file/unwritable`
 */
export function writeNewFile(path: string, text: string, mode = 0o666): boolean {
  makeFolder(dirname(path));
  try {
    writeFileSync(path, text, { flag: 'wx', mode });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(path, error);
  }
}
