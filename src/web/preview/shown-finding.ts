import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { excerpt } from '../../finding/excerpt.ts';
import type { Finding } from '../../finding/finding.ts';
import { asTyped } from '../../newsletter/as-typed.ts';

/** A finding with all that the page says of it, so that no file need be read when it is shown. */
export interface ShownFinding extends Finding {
  /** `issues/hello.md:3:14`, from the newsletter's folder. */
  readonly where: string | undefined;
  /** Rows of source with carets below the fault; empty when the source is not at hand. */
  readonly excerpt: readonly string[];
  /** The block it is about, as its HTML is named. */
  readonly block?: string | undefined;
}

/** `texts` holds the sources that are at hand already, by the names that places give. */
export function showFinding(
  finding: Finding,
  folder: string,
  texts: ReadonlyMap<string, string> = new Map(),
): ShownFinding {
  const { place } = finding;
  if (!place) return { ...finding, where: undefined, excerpt: [] };
  const text = texts.get(place.file) ?? textOf(resolve(folder, place.file));
  const file = isAbsolute(place.file) ? asTyped(place.file, folder) : place.file;
  return {
    ...finding,
    where: `${file}:${place.line}:${place.column}`,
    excerpt: text === undefined ? [] : excerpt(text, place),
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
