import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../finding/failure.ts';
import { asTyped } from './as-typed.ts';
import { readSettings } from './read-settings.ts';
import type { Settings } from './settings.ts';
import { themeFaults } from './theme-folder.ts';

/** A newsletter on disk: its folder and what its settings say. */
export interface Newsletter {
  /** Absolute path of the folder that holds newsletter.yaml. */
  readonly folder: string;
  readonly settings: Settings;
}

export const settingsFile = 'newsletter.yaml';

/** The newsletter of a folder or of the nearest one above it. */
export function openNewsletter(from: string): Newsletter {
  const folder = findFolder(from);
  if (folder === undefined) {
    throw new Failure(
      'setup',
      'settings/no-newsletter',
      'There is no newsletter here: no newsletter.yaml in this folder or above it',
      {
        advice:
          'Go to your newsletter’s folder, name it with --cwd DIR, or make one: pennypost init my-letter',
      },
    );
  }
  const path = join(folder, settingsFile);
  const source = { file: asTyped(path, from), text: readFileSync(path, 'utf8') };
  const read = readSettings(source.file, source.text);
  const findings = read.ok ? themeFaults(folder, read.settings.theme, source) : read.findings;
  if (read.ok && findings.length === 0) return { folder, settings: read.settings };
  throw new Failure('setup', 'settings/invalid', 'The settings in newsletter.yaml are not right', {
    findings,
    undone: 'Nothing was done.',
  });
}

function findFolder(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, settingsFile))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
