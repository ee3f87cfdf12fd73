import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, unwritable } from './unwritable.ts';

/**
 * Makes a folder and those above it, one after the other: Node’s own way of doing it in one call never comes back
 * where the system says that a folder is not there right after it was asked to make one, as below `/proc`.
 * @throws {Failure} `file/unwritable`
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (isFolder(path)) return;
    throw unwritable(path, codeOf(error) === 'EEXIST' ? notAFolder : error);
  }
}

const notAFolder = Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    throw unwritable(path, error);
  }
}
