import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { examineKey } from '../../../src/doctor/dkim/examine.ts';
import { dnsRecord } from '../../../src/message/dkim/dns-record.ts';
import { fakeZone } from '../fake-zone.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ours = dnsRecord('example.org', { selector: 's1', key: rsa });
const edwards = dnsRecord('example.org', {
  selector: 's1-ed',
  key: generateKeyPairSync('ed25519').privateKey,
});
const p = ours.value.split('p=')[1] ?? '';

/** Another key of so many bits, as it is published. */
function other(modulusLength: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

function judged(...txt: string[]) {
  return examineKey(fakeZone({ [ours.name]: { txt } }), ours);
}

describe('a published DKIM key', () => {
  it('is right when it is the public half of ours, of either kind', async () => {
    const zone = fakeZone({ [ours.name]: { txt: [ours.value] }, [edwards.name]: { txt: [edwards.value] } });
    expect(await examineKey(zone, ours)).toMatchObject({
      verdict: 'ok',
      detail: 'RSA with 2048 bits, the public half of yours',
    });
    expect(await examineKey(zone, edwards)).toMatchObject({
      verdict: 'ok',
      detail: 'Ed25519, the public half of yours',
    });
  });

  it('is right in whatever form it may be written (RFC 6376 s.3.6.1)', async () => {
    const pkcs1 = createPublicKey(rsa).export({ type: 'pkcs1', format: 'der' }).toString('base64');
    for (const text of [
      `p=${p}`,
      `v=DKIM1; p=${pkcs1}`,
      `v=DKIM1;k=rsa;h=sha1:sha256;s=email;n=note;p=${p};`,
      `v=DKIM1; t=s; s=*; p=${p.slice(0, 50)} ${p.slice(50)}`,
    ])
      expect(await judged(text), text).toMatchObject({ verdict: 'ok' });
  });

  it.each([
    ['is not published', []],
    ['there are 2 records', [ours.value, ours.value]],
    ['revoked', ['v=DKIM1; k=rsa; p=']],
    ['no key (p=)', ['v=DKIM1; k=rsa']],
    ['v=DKIM2', [`v=DKIM2; p=${p}`]],
    ['of kind ed25519', [edwards.value]],
    ['cannot be read as a key', [`v=DKIM1; p=${p.slice(0, 200)}`]],
    ['another key than yours (RSA with 2048 bits)', [`v=DKIM1; p=${other(2048)}`]],
    ['another key than yours (RSA with 1024 bits, which is short)', [`v=DKIM1; p=${other(1024)}`]],
    ['another key than yours (RSA with 512 bits, which nobody accepts)', [`v=DKIM1; p=${other(512)}`]],
    ['leaves out sha256', [`v=DKIM1; h=sha1; p=${p}`]],
    ['is not for mail', [`v=DKIM1; s=tlsrpt; p=${p}`]],
  ])('is wrong, with what to publish: %s', async (words, texts) => {
    const found = await judged(...texts);
    expect(found).toMatchObject({
      verdict: 'wrong',
      record: { name: 's1._domainkey.example.org', type: 'TXT', value: ours.value },
    });
    expect(found.detail).toContain(words);
  });

  it('is only tried out with t=y', async () => {
    expect(await judged(`v=DKIM1; t=y:s; p=${p}`)).toMatchObject({ verdict: 'warning' });
  });

  it('is not judged where nobody answers', async () => {
    expect(await examineKey(fakeZone({ [ours.name]: { silent: true } }), ours)).toMatchObject({
      verdict: 'unasked',
    });
  });
});
