import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { imageSize } from 'image-size';
import { pictureKind } from './picture-kind.ts';

/** A picture that lies beside an issue. */
export interface LocalPicture {
  readonly src: string;
  /** Content-ID: the same picture has the same one. */
  readonly cid: string;
  readonly name: string;
  /** The name under which it can be hosted: its content's hash, and its true kind; nothing if it is no picture. */
  readonly hostedName: string | undefined;
  readonly type: string;
  readonly content: Buffer;
  /** In pixels, where the file says it. */
  readonly width: number | undefined;
  readonly height: number | undefined;
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
  const digest = createHash('sha256').update(content).digest('hex');
  const kind = pictureKind(content);
  return {
    src,
    cid: `${digest.slice(0, 16)}@pennypost`,
    name: basename(path),
    hostedName: kind && `${digest.slice(0, 32)}.${kind}`,
    type: types[extname(path).toLowerCase()] ?? 'application/octet-stream',
    content,
    ...sizeOf(content),
  };
}

/** A file that only looks like a picture has no size; whether it is one is for the mail program to say. */
function sizeOf(content: Buffer): Pick<LocalPicture, 'width' | 'height'> {
  try {
    const { width, height } = imageSize(content);
    return { width: width || undefined, height: height || undefined };
  } catch {
    return { width: undefined, height: undefined };
  }
}
