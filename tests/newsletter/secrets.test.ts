import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/newsletter/read-settings.ts';
import { loadSecrets, requireLinkKeys, requireNamed, requireServers } from '../../src/newsletter/secrets.ts';

describe('secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pennypost-secrets-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const key = 'k'.repeat(32);

  it('come from .env, and the real environment wins', () => {
    writeFileSync(join(folder, '.env'), `SMTP_URL=smtp://file.example.org\nPENNYPOST_SECRET="${key}"\n`);
    expect(loadSecrets(folder, {})).toMatchObject({ smtpUrl: 'smtp://file.example.org', linkKeys: [key] });
    expect(loadSecrets(folder, { SMTP_URL: ' smtp://real.example.org ' }).smtpUrl).toBe(
      'smtp://real.example.org',
    );
  });

  it('are not there where nothing says them', () => {
    expect(loadSecrets(folder, { SMTP_URL: '  ' })).toMatchObject({ smtpUrl: undefined, linkKeys: [] });
  });

  it('are read from the file that X_FILE names, from the newsletter’s folder', () => {
    writeFileSync(join(folder, 'url.txt'), 'smtp://secret.example.org\n');
    expect(loadSecrets(folder, { SMTP_URL_FILE: 'url.txt' }).smtpUrl).toBe('smtp://secret.example.org');
    expect(loadSecrets(folder, { SMTP_URL_FILE: 'url.txt', SMTP_URL: 'smtp://a.example' }).smtpUrl).toBe(
      'smtp://a.example',
    );
    expect(() => loadSecrets(folder, { SMTP_URL_FILE: 'none.txt' })).toThrow(
      'The file that SMTP_URL_FILE names cannot be read',
    );
  });

  it('may have retired keys behind the one that signs, and want one that is long enough', () => {
    const secrets = loadSecrets(folder, { PENNYPOST_SECRET: `${key}, old ,` });
    expect(requireLinkKeys(secrets)).toEqual([key, 'old']);
    const short = loadSecrets(folder, { PENNYPOST_SECRET: 'k'.repeat(31) });
    expect(() => requireLinkKeys(short)).toThrow('PENNYPOST_SECRET is too short');
    expect(() => requireLinkKeys(loadSecrets(folder, {}))).toThrow('PENNYPOST_SECRET is not set');
  });

  it('have any name, and one that ends in _FILE always names a file', () => {
    writeFileSync(join(folder, 's1.pem'), 'from the file\n');
    const here = loadSecrets(folder, { DKIM_KEY: 'itself', OTHER_KEY_FILE: 's1.pem', SHORT_FILE: ' ' });
    expect(here.named('DKIM_KEY')).toBe('itself');
    expect(here.named('OTHER_KEY')).toBe('from the file');
    expect(here.named('OTHER_KEY_FILE')).toBe('from the file');
    expect(here.named('DKIM_KEY_FILE')).toBeUndefined();
    expect(here.named('SHORT_FILE')).toBeUndefined();
    expect(() => requireNamed(here, 'DKIM_KEY_FILE', 'dkim.key')).toThrow(
      'DKIM_KEY_FILE, which newsletter.yaml names under dkim.key, is not set',
    );
  });
});

describe('the servers mail goes out through', () => {
  const settingsWith = (sending: string) => {
    const read = readSettings(
      'newsletter.yaml',
      `name: N
from: hello@news.example.org
url: https://news.example.org
address: PO Box 1, Exampleton, EX 00000
sending: { ${sending} }
`,
    );
    if (!read.ok) throw new Error('the settings are not right');
    return read.settings;
  };
  const several = settingsWith(
    'servers: [{ name: ses, url: SES_URL, weight: 2, unsigned: [Date] }, { name: own, url: OWN_URL }]',
  );
  const secrets = (environment: Readonly<Record<string, string>>) => loadSecrets('/nowhere', environment);

  it('are those that the settings name, with their addresses', () => {
    const environment = {
      SES_URL: 'smtps://ses.example',
      OWN_URL: 'smtp://own.example',
      SMTP_URL: 'smtp://x',
    };
    expect(requireServers(several, secrets(environment))).toEqual([
      { name: 'ses', url: 'smtps://ses.example', variable: 'SES_URL', weight: 2, unsigned: ['Date'] },
      { name: 'own', url: 'smtp://own.example', variable: 'OWN_URL', weight: 1, unsigned: [] },
    ]);
  });

  it('are the one of SMTP_URL where the settings name none, and without it none', () => {
    const usual = settingsWith('');
    expect(requireServers(usual, secrets({ SMTP_URL: 'smtp://a.example' }))).toEqual([
      { name: 'smtp', url: 'smtp://a.example', variable: 'SMTP_URL', weight: 1, unsigned: [] },
    ]);
    expect(requireServers(usual, secrets({}))).toEqual([]);
  });

  it('are a failure that names the variable when one of them has no address', () => {
    expect(() => requireServers(several, secrets({ SES_URL: 'smtp://user:hush@ses.example' }))).toThrow(
      expect.objectContaining({
        code: 'settings/no-variable',
        message: 'OWN_URL, which newsletter.yaml names under sending.servers (own), is not set',
        undone: 'Nothing was sent.',
      }),
    );
  });
});
