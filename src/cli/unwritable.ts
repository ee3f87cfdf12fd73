import { Failure } from '../finding/failure.ts';

/** What the system says when a file or a folder cannot be made, in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  ENOENT: 'nothing can be made there',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'a folder lies there',
  ENAMETOOLONG: 'its name is too long',
};

/** A file or folder that cannot be written, as a failure. @throws whatever is no fault of the file system: a bug. */
export function unwritable(path: string, error: unknown): Failure {
  const code = codeOf(error);
  if (code === undefined) throw error;
  return new Failure('setup', 'file/unwritable', `${path} cannot be written: ${reasons[code] ?? code}`, {
    advice: 'See what lies there and whether you may write in its folder, or choose another place.',
    cause: error,
  });
}

/** What the system calls an error: `EEXIST`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}
