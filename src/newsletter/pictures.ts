import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';

/** A picture that travels inside the mail. */
export interface LocalPicture {
  readonly src: string;
  /** Content-ID: the same picture has the same one. */
  readonly cid: string;
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

/** Whether mail programs show files of this ending; they do not show SVG. */
export function isPictureFile(path: string): boolean {
  return extname(path).toLowerCase() in types;
}

export function loadPicture(src: string, path: string): LocalPicture {
  const content = readFileSync(path);
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const type = types[extname(path).toLowerCase()] ?? 'application/octet-stream';
  return { src, cid: `${digest}@pennypost`, name: basename(path), type, content };
}
