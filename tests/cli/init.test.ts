import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/newsletter/read-settings.ts';
import { nameOfFolder, newsletterFiles } from '../../src/newsletter/scaffold/files.ts';
import { loadSecrets, requireLinkKeys } from '../../src/newsletter/secrets.ts';
import { emptyFolder, freshNewsletter, pennypost } from './pennypost.ts';

const day = Date.parse('2026-12-01T12:00:00');

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('pennypost init', () => {
  it('makes a newsletter in which check finds nothing to say', async () => {
    const folder = await freshNewsletter();
    const { code, out } = await pennypost(folder, ['check', '--json']);
    expect({ code, findings: JSON.parse(out) }).toEqual({ code: 0, findings: { findings: [] } });
  });

  it('makes these files, and says what to type next', async () => {
    const folder = emptyFolder();
    const { code, err } = await pennypost(folder, ['init', 'my letter'], { now: () => day });
    expect(code).toBe(0);
    expect(filesIn(join(folder, 'my letter'))).toEqual([
      '.env',
      '.env.example',
      '.gitignore',
      '.pennypost/schema/newsletter.json',
      'issues/2026-12-01-hello.md',
      'newsletter.yaml',
      'subscribers/sample.csv',
      'templates/README.md',
    ]);
    expect(err).toContain('Next:\n  cd "my letter"\n  pennypost preview\n');
  });

  it('makes a secret that only the owner may read, another each time', async () => {
    const folders = [await freshNewsletter(), await freshNewsletter()];
    const keys = folders.map((folder) => requireLinkKeys(loadSecrets(folder, {}))[0]);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(Buffer.from(key ?? '', 'base64url').length).toBeGreaterThanOrEqual(32);
    for (const folder of folders) expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
  });

  it('prints no secret', async () => {
    const folder = emptyFolder();
    const { out, err } = await pennypost(folder, ['init', '--json', '--verbose']);
    const [key = ''] = loadSecrets(folder, {}).linkKeys;
    expect(key).not.toBe('');
    expect(out + err).not.toContain(key);
  });

  it('keeps secrets, the store and real lists out of version control from the start', async () => {
    const folder = await freshNewsletter();
    mkdirSync(join(folder, '.pennypost', 'outbox'), { recursive: true });
    const real = ['subscribers/readers.csv', 'newsletter.db', 'newsletter.db-wal', '.pennypost/outbox/1.eml'];
    for (const file of real) writeFileSync(join(folder, file), 'private');
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    execFileSync('git', ['add', '.'], { cwd: folder });
    const tracked = execFileSync('git', ['ls-files'], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
    expect(tracked).toContain('subscribers/sample.csv');
    expect(tracked.filter((file) => [...real, '.env'].includes(file))).toEqual([]);
  });

  it('leaves every file alone that is there already, and names it', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, '.gitignore'), 'mine\n');
    writeFileSync(join(folder, '.env'), 'SMTP_URL=smtp://mine\n');
    const { code, err } = await pennypost(folder, ['init']);
    expect(code).toBe(0);
    expect(err).toContain('Already there, and left as they are: .gitignore, .env');
    expect(err).toContain('See that .env has a PENNYPOST_SECRET');
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('SMTP_URL=smtp://mine\n');
  });

  it('does nothing in a folder that is a newsletter already', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'newsletter.yaml'), 'name: Mine\n');
    const { code, err } = await pennypost(folder, ['init']);
    expect(code).toBe(6);
    expect(err).toContain('This folder is a newsletter already');
    expect(err).toContain('Nothing was made.');
    expect(filesIn(folder)).toEqual(['newsletter.yaml']);
  });

  it('finishes a newsletter whose making was cut short, and keeps its secret', async () => {
    const folder = await freshNewsletter();
    const before = readFileSync(join(folder, '.env'), 'utf8');
    execFileSync('rm', [join(folder, 'newsletter.yaml'), join(folder, 'subscribers', 'sample.csv')]);
    const { code, out } = await pennypost(folder, ['init', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ made: ['subscribers/sample.csv', 'newsletter.yaml'] });
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(before);
  });

  it('writes nothing with --dry-run', async () => {
    const folder = emptyFolder();
    const { code, err } = await pennypost(folder, ['init', 'letter', '--dry-run']);
    expect(code).toBe(0);
    expect(err).toContain('Would make a newsletter in letter:');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so where a file is in the way', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'letter'), 'a file');
    const { code, err } = await pennypost(folder, ['init', 'letter']);
    expect(code).toBe(4);
    expect(err).toMatch(/cannot be written: a part of its path is a file, not a folder/);
  });

  it('writes settings that can be read, whatever the folder is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (folder) => {
        const name = nameOfFolder(folder);
        const files = newsletterFiles({ name, day: '2026-12-01', secret: 's' });
        const read = readSettings('newsletter.yaml', files.at(-1)?.text ?? '');
        expect(read).toMatchObject({ ok: true, settings: { name, from: { name } } });
      }),
    );
  });

  it('names a newsletter after its folder', () => {
    expect(['my-letter', 'news_2026', 'été', '2026', '…'].map(nameOfFolder)).toEqual([
      'My Letter',
      'News 2026',
      'Été',
      'My Newsletter',
      'My Newsletter',
    ]);
  });
});
