import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemplateSource, templateSource } from './template-source.ts';

/** The templates of one folder, as found on disk. */
export interface ThemeFolder {
  readonly folder: string;
  readonly templates: readonly TemplateSource[];
  /** `theme.yaml`. */
  readonly data: TemplateSource | undefined;
  /** Files ending in .hbs that no template can be. */
  readonly misnamed: readonly string[];
}

const templateName = /^(?:layout\.mjml|(?:blocks|partials)\/[^/]+\.mjml|partials\/[^/]+\.css)\.hbs$/;

/** What a folder holds of a theme; a folder that is not there holds nothing. */
export async function readThemeFolder(folder: string): Promise<ThemeFolder> {
  const files = await filesIn(folder);
  const templates = files.filter((file) => templateName.test(file));
  const read = async (file: string, name: string) => {
    const path = join(folder, file);
    return templateSource(name, path, (await readFile(path, 'utf8')).replace(/^\ufeff/, ''));
  };
  return {
    folder,
    templates: await Promise.all(templates.map((file) => read(file, file.replace(/\.(mjml|css)\.hbs$/, '')))),
    data: files.includes('theme.yaml') ? await read('theme.yaml', 'theme') : undefined,
    misnamed: files.filter((file) => file.endsWith('.hbs') && !templateName.test(file)),
  };
}

/** Files by their path in the folder, with slashes, in order. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(missing);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'))
    .sort();
}

function missing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
