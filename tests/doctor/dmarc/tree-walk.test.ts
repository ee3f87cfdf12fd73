import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { organizationOf, recordFor, stepsFrom, walkTree } from '../../../src/doctor/dmarc/tree-walk.ts';
import { fakeZone } from '../fake-zone.ts';

const label = fc.stringMatching(/^[a-z]{1,4}$/);
const domains = fc.array(label, { minLength: 1, maxLength: 20 }).map((labels) => labels.join('.'));

/** A zone with records at some names above a domain. */
function zoneOf(records: Readonly<Record<string, string | readonly string[]>>) {
  const entries = Object.entries(records).map(([domain, text]) => [
    `_dmarc.${domain}`,
    { txt: [text].flat() },
  ]);
  return fakeZone(Object.fromEntries(entries));
}

async function walked(domain: string, records: Readonly<Record<string, string | readonly string[]>>) {
  const walk = await walkTree(zoneOf(records), domain);
  return { organization: organizationOf(walk), record: recordFor(walk)?.domain, several: walk.several };
}

describe('the DNS tree walk', () => {
  it('asks what the example of RFC 9989 s.4.10 asks', () => {
    expect(stepsFrom('a.b.c.d.e.f.g.h.i.j.mail.example.com')).toEqual([
      'a.b.c.d.e.f.g.h.i.j.mail.example.com',
      'g.h.i.j.mail.example.com',
      'h.i.j.mail.example.com',
      'i.j.mail.example.com',
      'j.mail.example.com',
      'mail.example.com',
      'example.com',
      'com',
    ]);
  });

  it('asks at most eight names: the domain, then ever shorter ends of it of at most seven labels, to the top', () => {
    fc.assert(
      fc.property(domains, (domain) => {
        const [first, ...above] = stepsFrom(domain);
        const labels = domain.split('.');
        expect(first).toBe(domain);
        expect(above).toHaveLength(Math.min(7, labels.length - 1));
        expect(above.map((one) => one.split('.').length)).toEqual(above.map((_, i) => above.length - i));
        for (const one of above) expect(domain.endsWith(`.${one}`)).toBe(true);
      }),
    );
  });

  it('gives an organization that is the domain or one above it, and a record on the way', async () => {
    const text = fc.constantFrom(
      'v=DMARC1; p=none',
      'v=DMARC1; p=none; psd=n',
      'v=DMARC1; p=none; psd=y',
      'v=spf1',
      '',
    );
    await fc.assert(
      fc.asyncProperty(domains, fc.array(text, { minLength: 8, maxLength: 8 }), async (domain, texts) => {
        const steps = stepsFrom(domain);
        const records = Object.fromEntries(steps.map((step, i) => [step, texts[i] || []]));
        const zone = zoneOf(records);
        const walk = await walkTree(zone, domain);
        const organization = organizationOf(walk);
        const ended = steps.findIndex((_, i) => /psd=[yn]/.test(texts[i] ?? ''));
        expect(zone.asked).toHaveLength(ended < 0 ? steps.length : ended + 1);
        expect(`.${domain}`.endsWith(`.${organization}`)).toBe(true);
        const asked = steps.slice(0, zone.asked.length).filter((_, i) => texts[i]?.startsWith('v=DMARC1'));
        const record = recordFor(walk)?.domain;
        expect(record === undefined).toBe(asked.length === 0);
        if (asked.includes(domain)) expect(record).toBe(domain);
      }),
    );
  });

  it.each([
    [
      { 'mail.example.com': 'v=DMARC1;p=none', 'example.com': 'v=DMARC1;p=none' },
      'example.com',
      'example.com',
    ],
    [
      { 'mail.example.com': 'v=DMARC1; p=none; psd=n', 'example.com': 'v=DMARC1; p=none' },
      'mail.example.com',
      'mail.example.com',
    ],
    [{ com: 'v=DMARC1; p=reject; psd=y' }, 'example.com', 'com'],
    [{ com: 'v=DMARC1; p=reject; psd=y', 'example.com': 'v=DMARC1; p=none' }, 'example.com', 'example.com'],
    [
      { 'a.mail.example.com': 'v=DMARC1; p=none', 'example.com': 'v=DMARC1; p=none' },
      'example.com',
      'a.mail.example.com',
    ],
    [
      { 'a.mail.example.com': 'v=DMARC1; p=none; psd=y', 'example.com': 'v=DMARC1; p=none' },
      'a.mail.example.com',
      'a.mail.example.com',
    ],
    [{}, 'a.mail.example.com', undefined],
  ])('from a.mail.example.com with %o ends in %s', async (records, organization, record) => {
    expect(await walked('a.mail.example.com', records)).toMatchObject({ organization, record });
  });

  it('takes several records at one name for none, and goes on', async () => {
    const records = {
      'mail.example.org': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'],
      'example.org': 'v=DMARC1; p=none',
    };
    expect(await walked('mail.example.org', records)).toEqual({
      organization: 'example.org',
      record: 'example.org',
      several: ['mail.example.org'],
    });
  });

  it('takes only what begins with the version, in its very letters', async () => {
    expect(
      (
        await walked('example.org', {
          'example.org': ['v=dmarc1; p=none', 'p=none; v=DMARC1', 'v=DMARC10; p=none'],
        })
      ).record,
    ).toBeUndefined();
  });
});
