import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeKeys, type NewKeys } from '../../src/message/dkim/make-keys.ts';
import { readSettings } from '../../src/newsletter/read-settings.ts';
import { loadSecrets } from '../../src/newsletter/secrets.ts';
import { openSigners } from '../../src/newsletter/signers.ts';
import { askMailauth } from '../message/dkim/judges.ts';

const usual = `name: N
from: hello@news.example.org
url: https://news.example.org
address: PO Box 1, Exampleton, EX 00000
sending: { servers: [{ name: ses, url: SES, unsigned: [Date] }, { name: own, url: OWN }] }
`;
const signed = `dkim: { domain: example.org, selector: s1, key: DKIM_KEY, ed25519: { selector: e1, key: ED_KEY } }\n`;
const mail = Buffer.from(
  'From: hello@news.example.org\r\nDate: Mon, 24 Oct 2016 08:00:00 +0000\r\n\r\nHi\r\n',
);

let keys: NewKeys;
beforeAll(async () => {
  keys = await makeKeys();
});

function open(more: string, environment: Readonly<Record<string, string>>) {
  const read = readSettings('newsletter.yaml', usual + more);
  if (!read.ok) throw new Error('the settings are not right');
  return openSigners(read.settings, loadSecrets('/nowhere', environment), Date.now);
}

describe('the signers of a newsletter', () => {
  it('are none without dkim', () => {
    expect(open('', {})).toBeUndefined();
  });

  it('sign with both keys, and leave unsigned what a server rewrites', async () => {
    const signerFor = open(signed, { DKIM_KEY: keys.rsa, ED_KEY: keys.ed25519 })!;
    const { records } = signerFor('own');
    const postpone = (raw: Buffer) => Buffer.from(raw.toString().replace(/^Date: Mon/m, 'Date: Tue'));
    const verdicts = async (server: string) => {
      const raw = await signerFor(server).sign(mail);
      return [await askMailauth(raw, records), await askMailauth(postpone(raw), records)];
    };
    const pass = { s1: 'pass', e1: 'pass' };
    expect(await verdicts('ses')).toEqual([pass, pass]);
    for (const server of ['own', 'smtp', 'outbox']) {
      const [as, changed] = await verdicts(server);
      expect(as).toEqual(pass);
      expect(changed?.['s1'], server).not.toBe('pass');
    }
  });

  it('are refused when a key is missing, is another’s or is public', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const spki = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const codes: [Record<string, string>, string][] = [
      [{ ED_KEY: keys.ed25519 }, 'settings/no-variable'],
      [{ DKIM_KEY: keys.rsa }, 'settings/no-variable'],
      [{ DKIM_KEY: keys.ed25519, ED_KEY: keys.ed25519 }, 'dkim/key-kind'],
      [{ DKIM_KEY: spki, ED_KEY: keys.ed25519 }, 'dkim/key-public'],
      [{ DKIM_KEY: keys.rsa, ED_KEY_FILE: 'nowhere.pem' }, 'settings/secret-file'],
    ];
    for (const [environment, code] of codes) {
      expect(() => open(signed, environment)).toThrow(expect.objectContaining({ code }));
    }
  });
});
