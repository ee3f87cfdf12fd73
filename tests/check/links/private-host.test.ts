import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPrivateAddress, isPrivateHost } from '../../../src/check/links/private-host.ts';

/** The same registries in Node’s own words. */
const inner = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inner.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inner.addSubnet(net, bits, 'ipv6');

describe('an address of a network of one’s own', () => {
  it('is told like by Node’s lists, in IPv4', () => {
    const near = fc.tuple(
      fc.constantFrom(0, 1, 9, 10, 11, 100, 127, 128, 169, 172, 192, 198, 223, 224, 255),
      fc.nat(255),
      fc.nat(255),
      fc.nat(255),
    );
    fc.assert(
      fc.property(near, (bytes) => {
        const address = bytes.join('.');
        expect(isPrivateAddress(address), address).toBe(inner.check(address, 'ipv4'));
        expect(isPrivateHost(new URL(`http://[::ffff:${address}]/`).hostname), address).toBe(
          inner.check(address, 'ipv4'),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('is told like by Node’s lists, in IPv6, however it is written', () => {
    const some = fc.constantFrom(
      ':',
      '0:0',
      'fc',
      'fd12',
      'fe80',
      'fe7f',
      'febf',
      'fec0',
      'ff02',
      '2001',
      '2a00',
    );
    fc.assert(
      fc.property(some, fc.nat(0xffff), (head, tail) => {
        const address = head === ':' ? `::${tail.toString(16)}` : `${head}::${tail.toString(16)}`;
        expect(isPrivateAddress(address), address).toBe(inner.check(address, 'ipv6'));
        expect(isPrivateAddress(`${address}%eth0`), address).toBe(inner.check(address, 'ipv6'));
      }),
    );
  });
});
