import { isIPv4, isIPv6 } from 'node:net';

/** The networks that an address on the internet belongs to, as limits count them. */
export interface Networks {
  /** What one household has: the IPv4 address, or 64 bits of an IPv6 address (RFC 6177). */
  readonly near: string;
  /** What one customer of a provider may have at most: 24 bits of IPv4, 48 of IPv6. */
  readonly wide: string;
}

/** All that is no address is one network. */
const nowhere: Networks = { near: 'unknown', wide: 'unknown' };

export function networksOf(address: string): Networks {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return networksOf(mapped);
  if (isIPv4(address)) return { near: address, wide: address.split('.').slice(0, 3).join('.') };
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return nowhere;
  const groups = groupsOf(plain);
  return { near: groups.slice(0, 4).join(':'), wide: groups.slice(0, 3).join(':') };
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const front = head === '' ? [] : head.split(':');
  if (tail === undefined) return front;
  const back = tail === '' ? [] : tail.split(':');
  return [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
}
