import { Failure } from '../../finding/failure.ts';

/** SQLite's own result codes (https://sqlite.org/rescode.html), the low byte. */
const code = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};

/** A transaction is written whole or not at all. */
const notWritten = 'What was about to be written is not written; what was there before is kept.';

/** SQLite’s own words (sqlite3_errstr), for a binding that gives no code with the rows of a statement. */
const words: Readonly<Record<string, number>> = {
  'database is locked': code.busy,
  'database table is locked': code.locked,
  'attempt to write a readonly database': code.readOnly,
  'disk I/O error': code.io,
  'database disk image is malformed': code.corrupt,
  'database or disk is full': code.full,
  'unable to open database file': code.cannotOpen,
  'file is not a database': code.notADatabase,
};

export function isBusy(error: unknown): boolean {
  const found = codeOf(error);
  return found === code.busy || found === code.locked;
}

/** The failure a person can act on behind an error of SQLite or the file system; any other error as it is. */
export function asFailure(error: unknown, path: string): unknown {
  if (error instanceof Failure) return error;
  const found = codeOf(error);
  if (found === undefined) return isSystemError(error) ? cannotOpen(error, path) : error;
  switch (found) {
    case code.busy:
    case code.locked:
      return new Failure(
        'setup',
        'store/busy',
        `Another program has been writing to ${path} for a long time`,
        {
          advice: 'Wait for it to end, or see what it is, and run the same command again.',
          undone: notWritten,
          cause: error,
        },
      );
    case code.notADatabase:
    case code.corrupt:
      return new Failure('setup', 'store/not-a-store', `${path} is not a Pennypost store, or it is damaged`, {
        advice: 'Put a copy of the store from before in its place, or move the file away to begin a new one.',
        undone: notWritten,
        cause: error,
      });
    case code.full:
      return new Failure('setup', 'store/full', `The disk that holds ${path} is full`, {
        advice: 'Make room and run the same command again.',
        undone: notWritten,
        cause: error,
      });
    case code.readOnly:
    case code.cannotOpen:
    case code.io:
      return cannotOpen(error, path);
    default:
      return error;
  }
}

function cannotOpen(cause: unknown, path: string): Failure {
  return new Failure('setup', 'store/open', `The store ${path} cannot be opened for writing`, {
    advice: 'See that its folder exists and that you may write in it.',
    undone: notWritten,
    cause,
  });
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const found: unknown = Reflect.get(error, 'errcode');
  if (typeof found === 'number') return found & 0xff;
  return Reflect.get(error, 'code') === 'ERR_SQLITE_ERROR' ? words[error.message] : undefined;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && typeof Reflect.get(error, 'syscall') === 'string';
}
