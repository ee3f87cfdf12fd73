import { isIPv4 } from 'node:net';
import type { Zone } from './dns/zone.ts';
import { type Observation, ok, unasked, warning, wrong } from './observation.ts';

/** The name of an address of ours that mail leaves from: receivers look it up, and back (RFC 1912 s.2.1). */
export async function examineReverseName(zone: Zone, address: string): Promise<Observation> {
  const what = `Name of ${address}`;
  const answer = await zone.ptr(address);
  if (answer.kind === 'failed') return unasked(what, answer.why);
  const names = answer.kind === 'found' ? answer.values : [];
  const advice = 'Ask whoever gives you the address to set it to the name your server greets with.';
  if (names.length === 0)
    return wrong(what, 'it has none (PTR), and Gmail refuses mail from such addresses', { advice });
  for (const name of names) {
    const forward = await zone.addresses(name);
    if (forward.kind === 'found' && forward.values.includes(address)) return ok(what, `${name}, and back`);
    if (forward.kind === 'failed') return unasked(what, `${name}: ${forward.why}`);
  }
  return warning(what, `it is called ${names[0]}, and that name does not lead back to it`, { advice });
}

/** Addresses that the world sees: neither of this machine alone nor of a network at home (RFC 6890). */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address))
    return !/^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
      address,
    );
  return !/^(?:::1?$|f[cd]|fe[89ab])/i.test(address);
}
