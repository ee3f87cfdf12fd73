import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '../finding/finding.ts';
import { applyEdits, type Edit } from '../finding/fix.ts';
import type { Desk } from './desk.ts';
import { unwritable } from './unwritable.ts';

/**
 * Writes what mends these findings without guessing into the writer’s files; each file is written whole, beside itself
 * first, so that nothing is ever half of it.
 * @returns how many places were changed
 * @throws {Failure} `file/unwritable`
 */
export function mend({ cwd }: Desk, findings: readonly Finding[]): number {
  const byFile = new Map<string, Edit[]>();
  for (const edit of findings.flatMap(({ fix = [] }) => fix)) {
    const { file } = edit.place;
    byFile.set(file, [...(byFile.get(file) ?? []), edit]);
  }
  let changed = 0;
  for (const [file, edits] of byFile) changed += mendFile(resolve(cwd, file), edits);
  return changed;
}

function mendFile(path: string, edits: readonly Edit[]): number {
  const { text, applied } = applyEdits(readFileSync(path, 'utf8'), edits);
  const beside = `${path}.mended`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    throw unwritable(path, error);
  }
  return applied;
}
