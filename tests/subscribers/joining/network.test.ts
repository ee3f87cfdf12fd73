import fc from 'fast-check';
import { expect, it } from 'vitest';
import { networksOf } from '../../../src/subscribers/joining/network.ts';

it.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2', '2001:db8:1'],
  ['2001:0DB8::1', '2001:db8:0:0', '2001:db8:0'],
  ['::1', '0:0:0:0', '0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0', 'fe80:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2', '2001:db8:1'],
  ['', 'unknown', 'unknown'],
  ['x', 'unknown', 'unknown'],
])('%s is in %s and in %s', (address, near, wide) => {
  expect(networksOf(address)).toEqual({ near, wide });
});

it('all addresses of one /64 are one network, however they are written', () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
      const bytes = (text: string): string => networksOf(text).near;
      const prefix = bytes(one);
      if (prefix === 'unknown' || !/^[\da-f:]+$/.test(prefix)) return;
      const tail =
        other
          .replace(/.*::?/, '')
          .slice(0, 4)
          .replace(/[^\da-f]/gi, '') || '1';
      expect(bytes(`${prefix}::${tail}`)).toBe(prefix);
    }),
  );
});
