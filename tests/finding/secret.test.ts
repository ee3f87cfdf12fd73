import { describe, expect, it } from 'vitest';
import { coverSecrets, holdsSecret, isSecretKey } from '../../src/finding/secret.ts';

describe('a secret in settings', () => {
  it.each([
    'password',
    'smtpPassword',
    'SMTP_URL',
    'smtpUrl',
    'secret',
    'PENNYPOST_SECRET',
    'api_key',
    'token',
  ])('is known by the key %s', (key) => {
    expect(isSecretKey(key)).toBe(true);
  });

  it.each(['DKIM_KEY_FILE', 'secretFile', 'name', 'unsubscribe', 'url', 'passage', 'tokens_left'])(
    'is not suspected under %s',
    (key) => {
      expect(isSecretKey(key)).toBe(false);
    },
  );

  it.each(['smtp://me:pw@example.org', 'postgres://:pw@db.example.org/x', '-----BEGIN RSA PRIVATE KEY-----'])(
    'is known by its value: %s',
    (value) => {
      expect(holdsSecret(value)).toBe(true);
    },
  );

  it.each(['https://example.org/a:b@c', 'hello@example.org', 'News: at @ work'])(
    'is not suspected in %s',
    (value) => {
      expect(holdsSecret(value)).toBe(false);
    },
  );

  it.each([
    '  smtp_url: smtp://me:hunter2@example.org',
    'SMTP_PASSWORD: hunter2',
    '"password": "hunter2",',
    'sending: { rate: 40/s, password: hunter2 }',
    '  - smtp://me:hunter2@example.org',
    'url: postgres://hunter2@example.org',
    'key: -----BEGIN PRIVATE KEY----- hunter2',
    '  hunter2hunter2hunter2hunter2hunter2hunter2hunter2',
  ])('is covered in %s', (line) => {
    expect(coverSecrets(line)).not.toContain('hunter2');
    expect(coverSecrets(line)).toContain('•');
  });

  it('leaves other lines as they are', () => {
    for (const line of [
      'name: News + Notes',
      'from: News <hello@news.example.org>',
      'url: https://news.example.org',
    ]) {
      expect(coverSecrets(line)).toBe(line);
    }
  });
});
