/** Names that lead nowhere outside a machine or a network (RFC 2606, 6761, 6762, 8375; ICANN’s `internal`). */
const innerNames = /(?:^|\.)(?:localhost|local|test|invalid|internal|intranet|lan|home\.arpa)\.?$/;

/** Whether a host, as `URL` writes it, is reached only from the machine or the network it stands in. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase();
  if (host.startsWith('[')) return isPrivateAddress(host.slice(1, -1));
  return innerNames.test(host) || !host.replace(/\.$/, '').includes('.') || isPrivateAddress(host);
}

/**
 * Whether an IP address is one of a machine, a network or no host at all (the registries of RFC 6890 and RFC 4291).
 * A name is none.
 */
export function isPrivateAddress(address: string): boolean {
  if (address.includes(':')) return isPrivateV6(address);
  const match = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(address);
  return match !== null && isPrivateV4(Number(match[1]), Number(match[2]));
}

function isPrivateV4(first: number, second: number): boolean {
  if (first === 0 || first === 10 || first === 127 || first >= 224) return true;
  if (first === 172) return second >= 16 && second < 32;
  if (first === 100) return second >= 64 && second < 128;
  if (first === 198) return second === 18 || second === 19;
  return (first === 192 && second === 168) || (first === 169 && second === 254);
}

function isPrivateV6(address: string): boolean {
  const [plain = ''] = address.split('%');
  if (!URL.canParse(`http://[${plain}]`)) return true;
  const short = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const inV4 = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):[0-9a-f]{1,4}$/.exec(short)?.[1];
  if (inV4 !== undefined) return isPrivateV4(Number.parseInt(inV4, 16) >> 8, Number.parseInt(inV4, 16) & 255);
  return /^(?:::1?$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|ff[0-9a-f]{2}:)/.test(short);
}
