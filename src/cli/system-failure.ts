import { Failure } from '../finding/failure.ts';

/** What the system says of files and ports, in words; each is for the person to mend, not a fault of the program. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not read or write it',
  EPERM: 'you may not read or write it',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'there is no room left for you on the disk',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'something else lies there',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead round in circles',
  EMFILE: 'too many files are open',
  EADDRINUSE: 'another program has that port',
  EADDRNOTAVAIL: 'this machine has no such address',
};

/** An error of the system as a failure to act on; any other error as it is. */
export function asSystemFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  const { code, syscall, path, port } = error as NodeJS.ErrnoException & { port?: number };
  const reason = code === undefined ? undefined : reasons[code];
  if (reason === undefined || syscall === undefined) return error;
  const what = path ?? (port === undefined ? 'A file that is needed' : `Port ${port}`);
  return new Failure('setup', 'system/refused', `${what} cannot be used: ${reason}`, {
    advice: 'Mend that, or name another place, and run the same command again.',
    cause: error,
  });
}
