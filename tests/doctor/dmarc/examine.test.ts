import { describe, expect, it } from 'vitest';
import { examineAlignment } from '../../../src/doctor/dmarc/alignment.ts';
import { examineDmarc } from '../../../src/doctor/dmarc/examine.ts';
import { fakeZone, type Names } from '../fake-zone.ts';

const at = (domain: string, ...txt: string[]): Names => ({ [`_dmarc.${domain}`]: { txt } });

function judged(names: Names, from = 'news.example.org') {
  return examineDmarc(fakeZone(names), { from, publishAt: 'example.org', reportsTo: 'hello@example.org' });
}

describe('DMARC', () => {
  it('that is missing is wrong, and comes with a record for the domain that signs', async () => {
    expect(await judged({})).toMatchObject({
      verdict: 'wrong',
      record: {
        name: '_dmarc.example.org',
        type: 'TXT',
        value: 'v=DMARC1; p=none; rua=mailto:hello@example.org',
      },
    });
  });

  it.each([
    ['p of the domain itself', at('news.example.org', 'v=DMARC1; p=reject; sp=none'), 'refused (p=reject)'],
    ['p of the organization', at('example.org', 'v=DMARC1; p=quarantine'), 'suspicious (p=quarantine)'],
    ['sp before p', at('example.org', 'v=DMARC1; p=reject; sp=none'), 'usual (p=none)'],
    [
      'np for a name that is not there',
      at('example.org', 'v=DMARC1; p=none; sp=none; np=reject'),
      'refused (p=reject)',
    ],
    [
      'sp for one that is',
      {
        ...at('example.org', 'v=DMARC1; p=none; sp=none; np=reject'),
        'news.example.org': { addresses: ['192.0.2.1'] },
      },
      'usual (p=none)',
    ],
    [
      'none for a p that is missing, with reports',
      at('news.example.org', 'v=DMARC1; rua=mailto:a@example.org'),
      'usual (p=none)',
    ],
  ])('has the policy that applies: %s', async (_, names, words) => {
    const found = await judged(names);
    expect(found.verdict).toBe('ok');
    expect(found.detail).toContain(words);
  });

  it.each([
    ['v=DMARC1; rua=mailto:nobody', 'v=DMARC1; p=none; rua=mailto:nobody'],
    ['v=DMARC1; p=rejct; adkim=s', 'v=DMARC1; p=none; adkim=s'],
    ['v=DMARC1; p=reject; sp=off', 'v=DMARC1; p=reject'],
  ])('counts for nothing, and is mended: %s', async (text, value) => {
    expect(await judged(at('news.example.org', text))).toMatchObject({
      verdict: 'wrong',
      record: { name: '_dmarc.news.example.org', value },
    });
  });

  it.each([
    ['v=DMARC1; p=reject; t=y', 'v=DMARC1; p=reject'],
    ['v=DMARC1; p=reject; pct=50; ri=86400', 'v=DMARC1; p=reject'],
    ['v=DMARC1; p=reject; adkim=x', 'v=DMARC1; p=reject'],
  ])('is worth a word: %s', async (text, value) => {
    expect(await judged(at('news.example.org', text))).toMatchObject({
      verdict: 'warning',
      record: { value },
    });
  });

  it('with several records at a name has none', async () => {
    const found = await judged(at('news.example.org', 'v=DMARC1; p=none', 'v=DMARC1; p=reject'));
    expect(found).toMatchObject({ verdict: 'wrong', advice: 'Leave one of them.' });
  });

  it('asks for nothing where its p cannot be read, whatever else it says', async () => {
    const found = await judged(at('example.org', 'v=DMARC1; sp=reject; rua=mailto:a@example.org'));
    expect(found.detail).toContain('(p=none)');
  });

  it('is judged by its own record, and by no other while a name on the way is not answered', async () => {
    const silent = { '_dmarc.org': { silent: true } };
    const own = at('news.example.org', 'v=DMARC1; p=none');
    expect(await judged({ ...own, ...silent })).toMatchObject({ verdict: 'ok' });
    expect(await judged({ ...at('example.org', 'v=DMARC1; p=none'), ...silent })).toMatchObject({
      verdict: 'unasked',
    });
  });

  it('is not judged where nobody answers', async () => {
    expect(await judged({ '_dmarc.org': { silent: true } })).toMatchObject({ verdict: 'unasked' });
  });
});

describe('alignment', () => {
  const identities = { from: 'news.example.org', envelope: 'bounce.example.org', signer: 'example.org' };
  const verdicts = async (names: Names, more: Partial<typeof identities> = {}) =>
    (await examineAlignment(fakeZone(names), { ...identities, ...more })).map(({ verdict }) => verdict);

  it('is relaxed within one organization, as the tree walk finds it', async () => {
    expect(await verdicts(at('example.org', 'v=DMARC1; p=reject'))).toEqual(['ok', 'ok']);
  });

  it('needs a record of the organization: without one each name stands for itself', async () => {
    expect(await verdicts(at('news.example.org', 'v=DMARC1; p=reject'))).toEqual(['wrong', 'wrong']);
  });

  it('comes with the record that makes one organization of both, and that record does', async () => {
    const names = at('news.example.org', 'v=DMARC1; p=reject');
    const [{ record } = {}] = await examineAlignment(fakeZone(names), identities);
    expect(record?.name).toBe('_dmarc.example.org');
    expect(await verdicts({ ...names, [record?.name ?? '']: { txt: [record?.value ?? ''] } })).toEqual([
      'ok',
      'ok',
    ]);
  });

  it('ends at psd=n', async () => {
    const names = {
      ...at('example.org', 'v=DMARC1; p=none'),
      ...at('news.example.org', 'v=DMARC1; p=none; psd=n'),
    };
    expect(await verdicts(names)).toEqual(['wrong', 'wrong']);
  });

  it('asks for the very same domain where it is strict', async () => {
    const strict = at('example.org', 'v=DMARC1; p=reject; adkim=s; aspf=s');
    expect(await verdicts(strict)).toEqual(['wrong', 'wrong']);
    expect(await verdicts(strict, { signer: 'news.example.org' })).toEqual(['ok', 'warning']);
    expect(await verdicts(strict, { signer: 'news.example.org', envelope: 'news.example.org' })).toEqual([
      'ok',
      'ok',
    ]);
  });

  it('of a service’s envelope is only a warning where the signature speaks', async () => {
    const names = { ...at('example.org', 'v=DMARC1; p=reject'), ...at('example.net', 'v=DMARC1; p=reject') };
    expect(await verdicts(names, { envelope: 'example.net' })).toEqual(['ok', 'warning']);
  });

  it('is no question without a DMARC record', async () => {
    expect(await verdicts({})).toEqual([]);
  });
});
