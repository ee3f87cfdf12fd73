import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSecrets, requireLinkKeys } from '../../src/newsletter/secrets.ts';

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
    expect(loadSecrets(folder, {})).toEqual({ smtpUrl: 'smtp://file.example.org', linkKeys: [key] });
    expect(loadSecrets(folder, { SMTP_URL: ' smtp://real.example.org ' }).smtpUrl).toBe(
      'smtp://real.example.org',
    );
  });

  it('are not there where nothing says them', () => {
    expect(loadSecrets(folder, { SMTP_URL: '  ' })).toEqual({ smtpUrl: undefined, linkKeys: [] });
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
});
