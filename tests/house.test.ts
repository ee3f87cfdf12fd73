import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rules of the house (docs/architecture.md): who may know whom, read from the sources themselves. */

interface Import {
  /** The file that imports, from `src/`. */
  readonly from: string;
  /** A file from `src/`, a module of Node, or a package. */
  readonly to: string;
  /** Only types: gone when the program runs. */
  readonly typeOnly: boolean;
}

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative('src', join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .map((file) => ({ file, code: withoutComments(readFileSync(join('src', file), 'utf8')) }));

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

const imports = sources.flatMap(({ file, code }) => importsOf(file, code));

function importsOf(file: string, code: string): Import[] {
  const statements = code.matchAll(/^\s*(?:import|export)\b(?:([^;'"]*?)\bfrom\s*)?\s*['"]([^'"]+)['"]/gm);
  const calls = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
  return [
    ...[...statements].map(([, names = '', to = '']) => one(file, to, isTypeOnly(names))),
    ...[...calls].map(([, to = '']) => one(file, to, false)),
  ];
}

function one(from: string, to: string, typeOnly: boolean): Import {
  return { from, typeOnly, to: to.startsWith('.') ? posix.join(posix.dirname(from), to) : to };
}

/** `type { A }`, `{ type A, type B }`. */
function isTypeOnly(names: string): boolean {
  const inside = /^\s*(type\s)?\s*\{([^}]*)\}/.exec(names);
  if (!inside) return /^\s*type\s/.test(names);
  const each = (inside[2] ?? '').split(',').filter((name) => name.trim() !== '');
  return inside[1] !== undefined || each.every((name) => /^\s*type\s/.test(name));
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file;
}

function show(found: readonly Import[]): string[] {
  return found.map(({ from, to }) => `${from} imports ${to}`);
}

it('reads every import of the sources', () => {
  const whole = sources.map(({ code }) => code).join('\n');
  expect(sources.length).toBeGreaterThan(100);
  expect(imports.length).toBeGreaterThan(whole.split(/^(?:import|export) .*from /m).length * 0.95);
  for (const { to } of imports.filter((one) => one.to.endsWith('.ts'))) {
    expect(sources.some(({ file }) => file === to) || to.endsWith('.d.ts'), to).toBe(true);
  }
});

/**
 * The folders, from what knows least to what knows most: a folder imports only from itself and from those
 * before it. `store` and `smtp` stand beside each other; `newsletter` is the folder of a newsletter on disk.
 */
const order = [
  'finding',
  'address',
  'words',
  'issue',
  'render',
  'message',
  'check',
  'smtp',
  'store',
  'subscribers',
  'newsletter',
  'sync',
  'doctor',
  'probe',
  'inbox',
  'mailing',
];

describe('folders', () => {
  it('know only those before them', () => {
    const backwards = imports.filter(({ from, to }) => {
      const [knower, known] = [order.indexOf(folderOf(from)), order.indexOf(folderOf(to))];
      return knower >= 0 && known > knower;
    });
    expect(show(backwards)).toEqual([]);
  });

  it('are all named here', () => {
    const named = new Set([...order, 'cli', 'web', 'index.ts']);
    expect(
      [...new Set(sources.map(({ file }) => folderOf(file)))].filter((folder) => !named.has(folder)),
    ).toEqual([]);
  });

  it('do not know the command line or the pages, which wire them together', () => {
    const wired = imports.filter(({ from, to }) => {
      const [knower, known] = [folderOf(from), folderOf(to)];
      return (
        (known === 'cli' && knower !== 'cli') || (known === 'web' && knower !== 'web' && knower !== 'cli')
      );
    });
    expect(show(wired)).toEqual([]);
  });

  it('send over the wire without knowing who is written to', () => {
    const known = imports.filter(
      ({ from, to }) => folderOf(from) === 'smtp' && /^(?:store|subscribers)\//.test(to),
    );
    expect(show(known)).toEqual([]);
  });
});

const pure = ['finding', 'address', 'issue', 'check', 'render', 'message'];
const pureSources = sources.filter(({ file }) => pure.includes(folderOf(file)));

/** What a pure folder may take from Node: it computes, and reaches for nothing. */
const computing = ['node:crypto', 'node:url', 'node:util', 'node:path', 'node:buffer'];
/** Themes are files, and reading them is what these two are for. */
const readers = ['render/theme/read-folder.ts', 'render/theme/load-theme.ts'];

describe('what an issue becomes does not depend on the machine', () => {
  it('pure folders take only what computes from Node', () => {
    const reaching = imports.filter(
      ({ from, to, typeOnly }) =>
        pure.includes(folderOf(from)) &&
        to.startsWith('node:') &&
        !typeOnly &&
        !computing.includes(to) &&
        !readers.includes(from),
    );
    expect(show(reaching)).toEqual([]);
  });

  it('pure folders ask for no time, no chance and no environment', () => {
    const asking =
      /\bprocess\.|\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\brandom(?:Bytes|UUID)\b|\bfetch\(/;
    expect(pureSources.filter(({ code }) => asking.test(code)).map(({ file }) => file)).toEqual([]);
  });

  it('only the wiring and the settings’ folder read the environment', () => {
    const reading = sources.filter(({ code }) =>
      /\bprocess\.(?:env|argv|cwd\b|exit|stdin|stdout|stderr)/.test(code),
    );
    expect(reading.map(({ file }) => file).filter((file) => folderOf(file) !== 'cli')).toEqual([]);
  });
});

describe('starting is quick', () => {
  /** Every file that is loaded before a command begins, and the packages they bring. */
  function loadedBy(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    const code = sources.find((source) => source.file === file)?.code ?? '';
    for (const { to, typeOnly } of importsOf(file, code.replace(/\bimport\([^)]*\)/g, ''))) {
      if (!typeOnly) loadedBy(to, seen);
    }
    return seen;
  }

  it('the program loads no package but commander until a command runs', () => {
    const packages = [...loadedBy('cli/bin.ts')].filter(
      (name) => !name.endsWith('.ts') && !name.startsWith('node:'),
    );
    expect(packages).toEqual(['commander']);
  });

  it.each([
    ['status', ['mjml', 'nodemailer', 'handlebars']],
    ['subscribers-list', ['mjml', 'nodemailer', 'handlebars']],
    ['check', ['nodemailer', 'kysely']],
    ['new', ['mjml', 'nodemailer', 'kysely']],
    ['inbox', ['mjml', 'nodemailer', 'handlebars']],
  ])('%s loads nothing it has no use for', (command, unwanted) => {
    const loaded = [...loadedBy(`cli/commands/${command}.ts`)];
    expect(loaded.filter((name) => unwanted.includes(name.split('/')[0] ?? ''))).toEqual([]);
  });
});

it('IMAP is known in one place only, so that no other command loads it', () => {
  const runtime = imports.filter(({ to, typeOnly }) => to === 'imapflow' && !typeOnly);
  expect(show(runtime)).toEqual(['inbox/imap.ts imports imapflow']);
});

it('MJML is known in one place only, so that it is loaded where it is wanted', () => {
  expect(show(imports.filter(({ to }) => to === 'mjml'))).toEqual(['render/html/convert.ts imports mjml']);
});

it('mirrors the folders of src in tests', () => {
  const known = new Set([
    ...sources.map(({ file }) => dirname(file).split('/')[0]),
    'fixtures',
    'corpora',
    'transcripts',
  ]);
  const folders = readdirSync('tests', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});
