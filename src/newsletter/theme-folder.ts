import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Finding } from '../finding/finding.ts';
import { nearest } from '../finding/nearest.ts';
import { readYaml } from '../finding/yaml-file.ts';
import { builtInFolder, builtInThemes, isBuiltIn } from '../render/theme/built-in.ts';

/** What a folder of templates holds, or a part of it. */
const marks = ['theme.yaml', 'layout.mjml.hbs', 'blocks', 'partials'];

/** Where the newsletter’s own templates lie, unless it says otherwise. */
const ownFolder = 'templates';

/**
 * The folders that a newsletter’s templates come from, each before what stands behind it: the one that is named, or the
 * newsletter’s own before the theme of Pennypost that is named. What none of them has comes from the first theme.
 */
export function themeFolders(folder: string, theme: string): readonly string[] {
  const named = resolve(folder, theme);
  if (isFolder(named) || !isBuiltIn(theme)) return [named];
  return [resolve(folder, ownFolder), builtInFolder(theme)];
}

/** The folder that the settings name for templates has to be there; the one they need not name, need not. */
export function themeFaults(
  folder: string,
  theme: string,
  settings: { readonly file: string; readonly text: string },
): Finding[] {
  if (isFolder(resolve(folder, theme)) || isBuiltIn(theme)) return [];
  const yaml = readYaml(settings, 'settings');
  const place = yaml.ok ? yaml.file.locator(() => []).value(['theme']) : undefined;
  if (!place) return [];
  const message = `There is no folder “${theme}” with templates`;
  return [{ code: 'settings/theme', severity: 'error', message, place, advice: adviceFor(folder, theme) }];
}

function adviceFor(folder: string, theme: string): string {
  const themes = [...themesIn(folder), ...builtInThemes];
  const meant = nearest(theme, themes);
  const usual = 'Without this line it is “templates”; what is not there comes from the theme “plain”.';
  if (meant !== undefined) return `Did you mean “${meant}”? ${usual}`;
  return `There are ${themes.join(', ')}. ${usual}`;
}

/** Folders of templates, one or two levels down. */
function themesIn(folder: string): string[] {
  const first = foldersIn(folder, '');
  return [...first, ...first.flatMap((name) => foldersIn(folder, `${name}/`))]
    .filter((path) => marks.some((mark) => existsSync(join(folder, path, mark))))
    .sort();
}

function foldersIn(folder: string, under: string): string[] {
  return readdirSync(join(folder, under))
    .filter((name) => !/^\.|^node_modules$/.test(name) && isFolder(join(folder, under, name)))
    .map((name) => under + name);
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
