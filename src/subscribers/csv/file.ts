import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Failure } from '../../finding/failure.ts';
import { countRows } from './count.ts';
import { type Delimiter, detectDelimiter } from './delimiter.ts';
import { type Detected, detectEncoding, inUtf8 } from './encoding.ts';
import { type CsvPage, readRows } from './rows.ts';

/** A CSV file, looked at and ready to be read. */
export interface CsvFile {
  readonly encoding: Detected['encoding'];
  readonly delimiter: Delimiter;
  readonly pages: () => AsyncGenerator<CsvPage>;
  /** How many rows hold anything: `countRows`. */
  readonly count: () => Promise<number>;
}

/** How much of a file is looked at to tell how it is written. */
const glance = 1 << 16;

/**
 * Looks at the start of a file to tell its encoding and delimiter.
 * @throws Failure `subscribers/no-file` when it cannot be read.
 */
export async function openCsv(path: string): Promise<CsvFile> {
  const { start, whole } = await startOf(path);
  const detected = detectEncoding(start, whole);
  const delimiter = detectDelimiter(await textOf(start, detected));
  const bytes = (): AsyncIterable<Buffer> => createReadStream(path);
  return {
    encoding: detected.encoding,
    delimiter,
    pages: () => readRows(inUtf8(bytes(), detected), delimiter),
    count: () => countRows(inUtf8(passing(path), detected), delimiter),
  };
}

/** A file in pieces that are to be used at once: each lies where the one before it lay, so that none is left behind. */
async function* passing(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path);
  try {
    const space = Buffer.alloc(1 << 18);
    for (;;) {
      const { bytesRead } = await handle.read(space, 0, space.length);
      if (bytesRead === 0) return;
      yield space.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function startOf(path: string): Promise<{ start: Buffer; whole: boolean }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(glance), 0, glance, 0);
    return { start: buffer.subarray(0, bytesRead), whole: bytesRead < glance };
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    await handle?.close();
  }
}

function unreadable(path: string, cause: unknown): Failure {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  const why = new Map<unknown, string>([
    ['ENOENT', `There is no file ${path}`],
    ['EISDIR', `${path} is a folder, not a CSV file`],
    ['EACCES', `You may not read ${path}`],
  ]);
  return new Failure('usage', 'subscribers/no-file', why.get(code) ?? `${path} cannot be read`, {
    undone: 'Nobody was imported.',
    cause,
  });
}

async function textOf(start: Buffer, detected: Detected): Promise<string> {
  let text = '';
  for await (const piece of inUtf8(only(start), detected)) text += piece.toString();
  return text;
}

async function* only(piece: Buffer): AsyncGenerator<Buffer> {
  yield piece;
}
