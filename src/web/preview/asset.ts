import { readFile } from 'node:fs/promises';

/** The files a page is made of, besides itself; they lie beside this one, in `src/` and `dist/` alike. */
const types = {
  'preview.css': 'text/css; charset=utf-8',
  'preview.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

export async function assetOf(name: string): Promise<{ type: string; content: string } | undefined> {
  if (!Object.hasOwn(types, name)) return undefined;
  const content = await readFile(new URL(`./assets/${name}`, import.meta.url), 'utf8');
  return { type: types[name as keyof typeof types], content };
}
