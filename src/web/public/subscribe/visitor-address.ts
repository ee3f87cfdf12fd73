import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Context } from 'hono';

/** More proxies in a row than anybody has are not looked at. */
const mostHops = 10;

/**
 * Where a visitor asks from: who opened the connection or, if that is a proxy of ours, who it says did, and so on
 * (`X-Forwarded-For`, read from its end: what stands before our own proxies’ words is anybody’s invention).
 */
export function visitorAddress(c: Context, isProxy: (address: string) => boolean): string {
  const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
  let address = plain(peerOf(c));
  for (let i = 0; i < mostHops && isProxy(address); i += 1) {
    const before = plain(hops.pop() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/** Whether an address is on this machine or in one of these networks, such as `10.0.0.0/8` or `192.0.2.7`. */
export function proxiesOf(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of ['127.0.0.0/8', '::1', ...networks]) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

interface Bindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/** Nothing where a request did not come over a connection. */
function peerOf(c: Context): string {
  return (c.env as Bindings | undefined)?.incoming?.socket?.remoteAddress ?? '';
}

/** Without a port, as some proxies write one, and as IPv4 where it is that. */
function plain(address: string): string {
  const bare = /^\[([^\]]*)\](?::\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address);
  return (bare?.[1] ?? bare?.[2] ?? address).replace(/^::ffff:(?=\d+\.)/i, '');
}
