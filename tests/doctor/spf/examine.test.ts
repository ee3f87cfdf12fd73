import { describe, expect, it } from 'vitest';
import { examineSpf } from '../../../src/doctor/spf/examine.ts';
import { fakeZone, type Names } from '../fake-zone.ts';

const mx = (...exchanges: string[]) => exchanges.map((exchange, priority) => ({ exchange, priority }));

describe('SPF', () => {
  const judged = (names: Names, server?: string) =>
    examineSpf(fakeZone(names), { domain: 'example.org', server });
  const spf = (...txt: string[]): Names => ({ 'example.org': { txt: ['some-site-verification=1', ...txt] } });
  const eleven = Array.from({ length: 11 }, (_, i) => `exists:%{i}.n${i}.example.net`).join(' ');

  it('is right, and says what it costs', async () => {
    expect(await judged(spf('v=spf1 ip4:192.0.2.0/24 ptr -all'))).toMatchObject({ verdict: 'warning' });
    expect(await judged(spf('v=spf1 ip4:192.0.2.0/24 -all'))).toMatchObject({
      verdict: 'ok',
      detail: 'v=spf1 ip4:192.0.2.0/24 -all (0 of 10 lookups)',
    });
  });

  it.each([
    ['none', [], 'v=spf1 a:smtp.example.net ~all'],
    ['two', ['v=spf1 mx -all', 'v=spf1 include:example.net ~all'], 'v=spf1 mx include:example.net ~all'],
    ['one with a word that is none', ['v=spf1 ipv4:192.0.2.1 mx ~all'], 'v=spf1 mx ~all'],
    ['one that lets everybody send', ['v=spf1 +all'], 'v=spf1 ~all'],
    ['one that does so without saying it', ['v=spf1 mx:mx.example.org all'], 'v=spf1 mx:mx.example.org ~all'],
  ])('is wrong, with what to publish: %s', async (_, texts, value) => {
    expect(
      await judged({ ...spf(...texts), 'mx.example.org': { mx: mx('mx.example.org') } }, 'smtp.example.net'),
    ).toMatchObject({
      verdict: 'wrong',
      record: { name: 'example.org', type: 'TXT', value },
    });
  });

  it.each([
    ['11 lookups', `v=spf1 ${eleven} ~all`, 'takes 11 lookups'],
    [
      '3 names without an answer',
      'v=spf1 a:a.example.net a:b.example.net a:c.example.net ~all',
      '3 of its names',
    ],
    ['a circle', 'v=spf1 include:example.org ~all', 'a circle'],
  ])('is wrong with %s', async (_, text, words) => {
    const found = await judged(spf(text));
    expect(found.verdict).toBe('wrong');
    expect(found.detail).toContain(words);
  });

  it('with ten lookups and two names without an answer is right', async () => {
    const eight = eleven.split(' ').slice(0, 8).join(' ');
    expect(await judged(spf(`v=spf1 ${eight} a:a.example.net a:b.example.net ~all`))).toMatchObject({
      verdict: 'ok',
    });
  });

  it.each([
    ['v=spf1 mx:mx.example.org', 'v=spf1 mx:mx.example.org ~all'],
    ['v=spf1 ?all', 'v=spf1 ~all'],
  ])('is worth a word: %s', async (text, value) => {
    expect(await judged({ ...spf(text), 'mx.example.org': { mx: mx('mx.example.org') } })).toMatchObject({
      verdict: 'warning',
      record: { value },
    });
  });

  it('is not judged where a part of it is not answered', async () => {
    expect(
      await judged({ ...spf('v=spf1 include:slow.example.net ~all'), 'slow.example.net': { silent: true } }),
    ).toMatchObject({ verdict: 'unasked' });
  });
});
