import { describe, expect, it } from 'vitest';
import { examineMx } from '../../src/doctor/mailboxes.ts';
import { fakeZone, type Names } from './fake-zone.ts';

const mx = (...exchanges: string[]) => exchanges.map((exchange, priority) => ({ exchange, priority }));
const host = { addresses: ['192.0.2.1'] };

describe('a domain that is to take mail', () => {
  const judged = (names: Names) =>
    examineMx(fakeZone(names), { domain: 'example.org', settings: ['from', 'bounces'] });

  it.each<[string, Names, string]>([
    ['a server that is there', { 'example.org': { mx: mx('mx.example.org') }, 'mx.example.org': host }, 'ok'],
    [
      'a second server that is there',
      { 'example.org': { mx: mx('gone.example.net', 'mx.example.org') }, 'mx.example.org': host },
      'ok',
    ],
    ['only servers that are not there', { 'example.org': { mx: mx('gone.example.net') } }, 'wrong'],
    ['a null MX (RFC 7505)', { 'example.org': { mx: mx('') } }, 'wrong'],
    ['only an address', { 'example.org': host }, 'warning'],
    ['nothing at all', {}, 'wrong'],
    ['no answer', { 'example.org': { silent: true } }, 'unasked'],
  ])('has %s', async (_, names, verdict) => {
    expect(await judged(names)).toMatchObject({ verdict, what: 'MX of example.org' });
  });

  it('says what the domain is used for', async () => {
    expect((await judged({ 'example.org': { mx: mx('.') } })).detail).toContain('from, bounces');
  });
});
