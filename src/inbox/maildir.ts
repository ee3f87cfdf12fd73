import { type FileHandle, open, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../finding/failure.ts';
import { type Arrived, headSize, type Mail } from './arrived.ts';

/**
 * The messages of a Maildir: a file each, in `new` until somebody has looked at them and in `cur` from then on,
 * where flags stand behind `:2,` (cr.yp.to/proto/maildir.html).
 * @throws {Failure} `inbox/no-maildir`
 */
export async function* readMaildir(folder: string): Mail {
  const found = await Promise.all([messagesIn(folder, 'cur'), messagesIn(folder, 'new')]);
  if (found.every((names) => names === undefined)) throw noMaildir(folder);
  const names = found.flatMap((some) => some ?? []).sort(byTime);
  for (const name of names) {
    const arrived = await readMessage(folder, name);
    if (arrived) yield arrived;
  }
}

interface Name {
  readonly box: 'cur' | 'new';
  readonly file: string;
}

async function messagesIn(folder: string, box: Name['box']): Promise<Name[] | undefined> {
  try {
    const entries = await readdir(join(folder, box), { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    return files.map(({ name }) => ({ box, file: name }));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Names begin with the second of the delivery. */
function byTime(a: Name, b: Name): number {
  return secondOf(a) - secondOf(b) || (a.file < b.file ? -1 : 1);
}

function secondOf({ file }: Name): number {
  return Number(/^\d{9,11}(?=\.)/.exec(file)?.[0] ?? 0);
}

/** Nothing when another program has taken it away or moved it meanwhile. */
async function readMessage(folder: string, name: Name): Promise<Arrived | undefined> {
  const path = join(folder, name.box, name.file);
  const file = await open(path, 'r').catch(ifGone);
  if (!file) return undefined;
  try {
    const head = await beginningOf(file);
    const arrivedAt = secondOf(name) * 1000 || (await stat(path)).mtimeMs;
    return { name: `${name.box}/${name.file}`, head, arrivedAt, markSeen: () => markSeen(folder, name) };
  } finally {
    await file.close();
  }
}

async function beginningOf(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headSize), 0, headSize, 0);
  return buffer.subarray(0, bytesRead);
}

/** Moves it to `cur` with the flag S; other flags stay, in the order of the alphabet. */
async function markSeen(folder: string, { box, file }: Name): Promise<void> {
  const [unique = '', flags = ''] = file.split(':2,');
  const seen = [...new Set([...flags, 'S'])].sort().join('');
  await rename(join(folder, box, file), join(folder, 'cur', `${unique}:2,${seen}`)).catch(ifGone);
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

function noMaildir(folder: string): Failure {
  return new Failure(
    'usage',
    'inbox/no-maildir',
    `${folder} is no Maildir: it has no folder cur and no folder new`,
    {
      advice: 'Name the folder that holds cur, new and tmp.',
      undone: 'Nothing was read.',
    },
  );
}
