import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

/**
 * The package as others get it: packed from a copy of the sources, installed where nothing else is. Installing
 * asks the registry, so this is no part of `npm test`: `npm run test:package` runs it, and so does .ci/run.
 */

const here = resolve('.');
const work = mkdtempSync(join(tmpdir(), 'pennypost-package-'));
const home = join(work, 'empty');
const letter = join(home, 'my-letter');

/** Nothing that belongs to the machine the tests run on may decide where mail goes. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:SMTP|DATABASE|PENNYPOST|DKIM)_/.test(name)),
);

function run(cwd: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function pack(): string {
  const copy = join(work, 'sources');
  mkdirSync(copy);
  const parts = [
    'package.json',
    'tsconfig.json',
    'src',
    'scripts',
    'themes',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
  ];
  for (const part of parts.filter((part) => existsSync(join(here, part))))
    cpSync(join(here, part), join(copy, part), { recursive: true });
  symlinkSync(join(here, 'node_modules'), join(copy, 'node_modules'));
  run(copy, 'npm', 'pack', '--pack-destination', work);
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'));
  return join(work, tarball ?? 'no tarball');
}

beforeAll(() => {
  const tarball = pack();
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private": true, "type": "module"}\n');
  run(home, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball);
}, 300_000);

describe('the package', () => {
  it('holds what runs and what is read, and nothing else', () => {
    const installed = join(home, 'node_modules', 'pennypost');
    expect(readdirSync(installed).sort()).toEqual(
      expect.arrayContaining(['LICENSE', 'dist', 'package.json', 'themes']),
    );
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(
      files.filter((file) => /^(?:src|tests|issues|subscribers|scripts)\b|\.map$|\.env|\.db$/.test(file)),
    ).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['dist/index.d.ts', 'themes/plain/layout.mjml.hbs']));
  });

  it('goes the first five minutes', () => {
    const pennypost = (...args: string[]) =>
      spawnSync('npx', ['--no-install', 'pennypost', ...args], { cwd: letter, env, encoding: 'utf8' });
    expect(run(home, 'npx', '--no-install', 'pennypost', 'init', 'my-letter', '--json')).toContain(
      'newsletter.yaml',
    );
    const steps = [
      pennypost('check'),
      pennypost('subscribers', 'import', 'subscribers/sample.csv'),
      pennypost('test', 'hello', 'you@example.com'),
      pennypost('send', 'hello', '--yes', '--json'),
    ];
    expect(steps.map(({ status, stderr }) => (status === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0]);
    const done = steps[3]?.stdout.trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(done)).toMatchObject({ state: 'done', recipients: 3, counts: { accepted: 3 } });
    const mails = readdirSync(join(letter, '.pennypost', 'outbox')).filter((name) => name.endsWith('.eml'));
    expect(mails).toHaveLength(4);
  }, 120_000);

  it('is a library for programs', () => {
    writeFileSync(join(home, 'render.js'), script);
    const html = run(home, process.execPath, 'render.js');
    expect(html).toContain('Hello Ada,');
    expect(html).toContain('https://news.example.org/u/ada');
  });

  it('has types that say what they are', () => {
    writeFileSync(join(home, 'render.ts'), script.replace("'Ada'", "'Ada' satisfies string"));
    writeFileSync(join(home, 'wrong.ts'), "import { fill } from 'pennypost';\nfill(1, 2);\n");
    const judge = (file: string) =>
      spawnSync(
        process.execPath,
        [join(here, 'node_modules', 'typescript', 'bin', 'tsc'), ...typeFlags, file],
        {
          cwd: home,
          encoding: 'utf8',
        },
      );
    expect(judge('render.ts').stdout).toBe('');
    expect(judge('wrong.ts').stdout).toContain('wrong.ts(2,6): error TS2345');
  }, 120_000);
});

const typeFlags = [
  ...['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'],
  ...['--skipLibCheck', 'false', '--typeRoots', join(here, 'node_modules', '@types'), '--ignoreConfig'],
];

/** The example at the top of src/index.ts, as it stands there. */
const script = readFileSync('src/index.ts', 'utf8')
  .split(/^ \*\/$/m, 1)[0]!
  .split('\n')
  .filter((line) => line.startsWith(' *     '))
  .map((line) => line.slice(7))
  .join('\n')
  .replace('const here = process.cwd();', "const here = 'my-letter';");
