import { describe, expect, it } from 'vitest';
import { examineReverseName, isPublicAddress } from '../../src/doctor/reverse-name.ts';
import { fakeZone, type Names } from './fake-zone.ts';

const host = { addresses: ['192.0.2.1'] };

describe('the name of an address', () => {
  const judged = (names: Names) => examineReverseName(fakeZone(names), '192.0.2.1');

  it.each<[string, Names, string]>([
    ['and back', { '192.0.2.1': { ptr: ['mail.example.org'] }, 'mail.example.org': host }, 'ok'],
    ['and not back', { '192.0.2.1': { ptr: ['mail.example.org'] } }, 'warning'],
    ['missing', {}, 'wrong'],
    ['not answered', { '192.0.2.1': { silent: true } }, 'unasked'],
  ])('leads there %s', async (_, names, verdict) => {
    expect(await judged(names)).toMatchObject({ verdict });
  });

  it('is asked only of addresses that the world sees', () => {
    const own = [
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.32.0.1',
      '192.168.1.1',
      '192.0.2.1',
      '100.64.0.1',
      '::1',
      'fe80::1',
      'fd00::1',
      '2001:db8::1',
    ];
    expect(own.filter(isPublicAddress)).toEqual(['172.32.0.1', '192.0.2.1', '2001:db8::1']);
  });
});
