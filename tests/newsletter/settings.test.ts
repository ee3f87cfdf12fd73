import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/newsletter/read-settings.ts';

const usual = `name: News + Notes
from: News + Notes <hello@news.example.org>
url: https://news.example.org
address: PO Box 1, Exampleton, EX 00000
`;

function settingsWith(more: string) {
  const read = readSettings('newsletter.yaml', usual + more);
  if (!read.ok) throw new Error(read.findings.map(({ message }) => message).join('; '));
  return read.settings;
}

function faultsOf(more: string): string[] {
  const read = readSettings('newsletter.yaml', usual + more);
  return read.ok ? [] : read.findings.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
}

const dkim = (domain: string) => `dkim: { domain: ${domain}, selector: s1, key: DKIM_KEY }\n`;

describe('servers in the settings', () => {
  it('have a weight of 1 and sign everything, unless they say otherwise', () => {
    const { servers } = settingsWith(`sending:
  servers:
    - { name: ses, url: SES_URL, weight: 3, unsigned: [message-id, DATE] }
    - { name: own, url: SMTP_URL }
`).sending;
    expect(servers).toEqual([
      { name: 'ses', url: 'SES_URL', weight: 3, unsigned: ['Message-ID', 'Date'] },
      { name: 'own', url: 'SMTP_URL', weight: 1, unsigned: [] },
    ]);
    expect(settingsWith('').sending).toMatchObject({ servers: [], window: 8 });
  });

  it.each(['0', '101', '1.5', 'all'])('do not take %s for a window', (window) => {
    expect(faultsOf(`sending: { window: ${window} }\n`)).toEqual(['settings/window 5:20']);
  });

  it('are not more than there are connections', () => {
    const servers = (count: number) =>
      Array.from({ length: count }, (_, i) => `{ name: s${i}, url: URL_${i} }`).join(', ');
    const sending = (connections: string, count: number) =>
      `sending: { ${connections}servers: [${servers(count)}] }\n`;
    expect(faultsOf(sending('connections: 2, ', 3))).toEqual(['settings/connections 5:25']);
    expect(faultsOf(sending('', 6))).toHaveLength(1);
    expect(faultsOf(sending('connections: 3, ', 3))).toEqual([]);
  });

  it('may not leave unsigned what RFC 8058 wants signed, nor what no signature covers', () => {
    for (const header of ['From', 'list-unsubscribe', 'List-Unsubscribe-Post', 'Precedence', 'X-Any']) {
      const servers = `sending: { servers: [{ name: a, url: A, unsigned: [${header}] }] }\n`;
      expect(faultsOf(servers), header).toEqual(['settings/unsigned 5:52']);
    }
  });
});

describe('the domain that signs', () => {
  it.each(['news.example.org', 'example.org', 'NEWS.Example.ORG'])(
    'may be %s for hello@news.example.org',
    (domain) => {
      expect(settingsWith(dkim(domain)).dkim?.domain).toBe(domain.toLowerCase());
    },
  );

  it.each([
    'mail.news.example.org',
    'other.example.org',
    'ample.org',
    'xexample.org',
    'org',
    'news.example.org.',
  ])('may not be %s', (domain) => {
    expect(faultsOf(dkim(domain))).toEqual(['settings/domain 5:17']);
  });

  it('may be written as it is read, whatever its letters', () => {
    const read = readSettings(
      'newsletter.yaml',
      usual.replace('news.example.org>', 'post.bücher.example>') + dkim('bücher.example'),
    );
    expect(read).toMatchObject({ ok: true, settings: { dkim: { domain: 'xn--bcher-kva.example' } } });
  });
});

describe('what belongs into .env', () => {
  it.each([
    'smtp://mail.example.org',
    'keys/s1.pem',
    './KEY',
    'hunter2',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7',
    'A'.repeat(61),
    '""',
  ])('is not %s under the name of a key, and is not repeated', (text) => {
    const read = readSettings(
      'newsletter.yaml',
      `${usual}dkim: { domain: example.org, selector: s1, key: ${text} }\n`,
    );
    if (read.ok) throw new Error('it was taken');
    expect(read.findings).toMatchObject([
      { code: 'settings/key', advice: expect.stringContaining('DKIM_KEY_FILE=dkim/s1.pem into .env') },
    ]);
    if (text !== '""') expect(JSON.stringify(read.findings)).not.toContain(text);
  });

  it('is a private key, wherever it stands', () => {
    const key = '-----BEGIN PRIVATE KEY-----\n    MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n';
    const faults = faultsOf(`dkim:\n  domain: example.org\n  selector: s1\n  key: |\n    ${key}`);
    expect(faults).toEqual(['settings/secret 8:3']);
  });
});
