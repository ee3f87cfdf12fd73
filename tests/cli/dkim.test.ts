import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/newsletter/read-settings.ts';
import { loadSecrets } from '../../src/newsletter/secrets.ts';
import { openSigners } from '../../src/newsletter/signers.ts';
import { askMailauth } from '../message/dkim/judges.ts';
import { type Ended, freshNewsletter, pennypost } from './pennypost.ts';

const mail = Buffer.from('From: hello@example.org\r\nSubject: Hi\r\n\r\nHello\r\n');

interface Told {
  readonly made: readonly string[];
  readonly records: readonly { name: string; type: string; value: string; strings: string[] }[];
  readonly dkim?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
}

async function toldBy(folder: string, ...more: string[]): Promise<Told> {
  const { code, out, err } = await pennypost(folder, ['dkim', '--json', ...more]);
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

/** The lines that stand indented below a line which begins so. */
function below(out: string, start: string): string {
  const rows = out.split('\n');
  const at = rows.findIndex((row) => row.startsWith(start)) + 2;
  const end = rows.findIndex((row, i) => i > at && row === '');
  return rows
    .slice(at, end)
    .map((row) => `${row.slice(3)}\n`)
    .join('');
}

/** Does what the command says, word for word. */
function obey(folder: string, { out }: Ended): void {
  appendFileSync(join(folder, 'newsletter.yaml'), below(out, '2. Put into newsletter.yaml:'));
  appendFileSync(join(folder, '.env'), below(out, '3. Put into .env:'));
}

function signersOf(folder: string) {
  const read = readSettings('newsletter.yaml', readFileSync(join(folder, 'newsletter.yaml'), 'utf8'));
  if (!read.ok) throw new Error(read.findings.map(({ message }) => message).join());
  const signerFor = openSigners(read.settings, loadSecrets(folder, {}), Date.now);
  if (!signerFor) throw new Error('there is no dkim');
  return signerFor;
}

/** A zone file's line as a name server reads it. */
function published(line: string): { name: string; strings: string[]; value: string } {
  const [, name = '', rest = ''] = /^\s*(\S+)\. IN TXT (.*)$/.exec(line) ?? [];
  const strings = [...rest.matchAll(/"([^"]*)"/g)].map(([, string = '']) => string);
  return { name, strings, value: strings.join('') };
}

describe('pennypost dkim', () => {
  it('makes keys whose signatures verify against what it says to publish, once its lines are put in', async () => {
    const folder = await freshNewsletter();
    const ended = await pennypost(folder, ['dkim']);
    expect(ended.code, ended.err).toBe(0);
    obey(folder, ended);
    const records = ended.out
      .split('\n')
      .filter((row) => row.includes(' IN TXT '))
      .map(published);
    expect(records).toHaveLength(2);
    const signed = await signersOf(folder)('own').sign(mail);
    expect(await askMailauth(signed, records)).toEqual({ s1: 'pass', 's1-ed': 'pass' });
    for (const { name, value } of records)
      expect(ended.out).toContain(`   name   ${name}\n   type   TXT\n   value  ${value}\n`);
  });

  it('lets nobody but the owner read a key, and keeps the folder out of version control', async () => {
    const folder = await freshNewsletter();
    const { made } = await toldBy(folder);
    expect(made).toEqual(['dkim/s1.pem', 'dkim/s1-ed.pem']);
    for (const file of made) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'dkim', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('prints nothing of a private key', async () => {
    const folder = await freshNewsletter();
    const spoken = [
      await pennypost(folder, ['dkim']),
      await pennypost(folder, ['dkim', '--json', '--selector', 's2']),
    ];
    for (const { out, err } of spoken) {
      for (const file of readdirSync(join(folder, 'dkim')).filter((name) => name.endsWith('.pem'))) {
        const lines = readFileSync(join(folder, 'dkim', file), 'utf8')
          .split('\n')
          .slice(1, -2);
        for (const line of lines) expect(out + err).not.toContain(line);
      }
    }
  });

  it('says the same as JSON', async () => {
    const folder = await freshNewsletter();
    const { records, dkim, environment } = await toldBy(folder, '--selector', 'mail.k1');
    expect(records.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'TXT mail.k1._domainkey.example.org',
      'TXT mail.k1-ed._domainkey.example.org',
    ]);
    for (const { value, strings } of records) expect(strings.join('')).toBe(value);
    writeFileSync(
      join(folder, 'newsletter.yaml'),
      JSON.stringify({ ...parse(readFileSync(join(folder, 'newsletter.yaml'), 'utf8')), dkim }),
    );
    for (const [name, path] of Object.entries(environment ?? {}))
      appendFileSync(join(folder, '.env'), `${name}=${path}\n`);
    expect(signersOf(folder)('own').records.map(({ value }) => value)).toEqual(
      records.map(({ value }) => value),
    );
  });

  it('prints the records of the keys that are set, and makes none', async () => {
    const folder = await freshNewsletter();
    const first = await pennypost(folder, ['dkim']);
    obey(folder, first);
    const again = await pennypost(folder, ['dkim']);
    expect(again.code, again.err).toBe(0);
    expect(again.err).toContain('newsletter.yaml says already how mail is signed for example.org.');
    const zone = (out: string) => out.split('\n').filter((row) => row.includes(' IN TXT '));
    expect(zone(again.out)).toEqual(zone(first.out));
    expect((await toldBy(folder, '--selector', 's1')).made).toEqual([]);
    expect((await toldBy(folder, '--selector', 's2')).made).toEqual(['dkim/s2.pem', 'dkim/s2-ed.pem']);
  });

  it('never writes over a key, and makes neither when one of the two is there', async () => {
    const folder = await freshNewsletter();
    mkdirSync(join(folder, 'dkim'));
    writeFileSync(join(folder, 'dkim', 's1-ed.pem'), 'mine');
    const { code, err } = await pennypost(folder, ['dkim']);
    expect(code).toBe(6);
    expect(err).toContain('dkim/s1-ed.pem is there already, and a key is never written over');
    expect(readdirSync(join(folder, 'dkim'))).toEqual(['s1-ed.pem']);
    expect(readFileSync(join(folder, 'dkim', 's1-ed.pem'), 'utf8')).toBe('mine');
  });

  it('writes into the folder it is told, and names it as .env finds it', async () => {
    const folder = await freshNewsletter();
    const { made, environment } = await toldBy(join(folder, 'issues'), '--out', '../keys', '--cwd', '.');
    expect(made).toEqual(['../keys/s1.pem', '../keys/s1-ed.pem']);
    expect(environment).toEqual({ DKIM_KEY_FILE: 'keys/s1.pem', DKIM_ED_KEY_FILE: 'keys/s1-ed.pem' });
    const outside = join(await freshNewsletter(), 'elsewhere');
    const told = await toldBy(folder, '--out', outside);
    expect(told.environment?.['DKIM_KEY_FILE']).toBe(join(outside, 's1.pem'));
    expect(existsSync(join(outside, 's1.pem'))).toBe(true);
  });

  it('makes nothing in a dry run', async () => {
    const folder = await freshNewsletter();
    const { code, err } = await pennypost(folder, ['dkim', '-n']);
    expect([code, err]).toEqual([0, 'Would make two keys: dkim/s1.pem and dkim/s1-ed.pem\n']);
    expect(existsSync(join(folder, 'dkim'))).toBe(false);
  });

  it.each([
    ['--domain', 'other.example.org', 'does not count for mail from example.org'],
    ['--domain', 'org', 'does not count'],
    ['--domain', '; rm', 'does not count'],
    ['--selector', '../s1', 'No key can be published under the name “../s1”'],
    ['--selector', '', 'No key can be published'],
    ['--selector', 'x'.repeat(61), 'No key can be published'],
  ])('refuses %s %s', async (option, value, words) => {
    const folder = await freshNewsletter();
    const { code, err } = await pennypost(folder, ['dkim', option, value]);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).toContain('No key was made.');
    expect(existsSync(join(folder, 'dkim'))).toBe(false);
  });
});
