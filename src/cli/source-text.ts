import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Finding } from '../finding/finding.ts';
import { asTyped } from '../newsletter/as-typed.ts';

/** The text of a file that a finding names, for its excerpt; nothing when it cannot be read (any more). */
export function sourceText(cwd: string, file: string): string | undefined {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch {
    return undefined;
  }
}

/** A finding whose file is named as a person standing in `cwd` would type it. */
export function findingFrom(cwd: string, finding: Finding): Finding {
  const { place } = finding;
  if (!place || !isAbsolute(place.file)) return finding;
  return { ...finding, place: { ...place, file: asTyped(place.file, cwd) } };
}
