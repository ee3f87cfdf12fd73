import { isIP } from 'node:net';
import { domainOf } from '../address/email-address.ts';
import type { DnsRecord } from '../message/dkim/dns-record.ts';
import type { Settings } from '../newsletter/settings.ts';
import { examineKey } from './dkim/examine.ts';
import { examineAlignment } from './dmarc/alignment.ts';
import { examineDmarc } from './dmarc/examine.ts';
import type { Zone } from './dns/zone.ts';
import { examineMx, type Receiving } from './mailboxes.ts';
import { type Observation, unasked } from './observation.ts';
import { examineSpf } from './spf/examine.ts';

/** What is known of the way mail goes: the keys that sign it, and the hosts it leaves through. */
export interface Way {
  readonly keys: readonly DnsRecord[];
  readonly hosts: readonly string[];
}

/** All that the DNS has to say for mail to be believed: SPF, DKIM, DMARC, and where answers arrive. */
export async function examineDns(
  zone: Zone,
  settings: Settings,
  { keys, hosts }: Way,
): Promise<Observation[]> {
  const from = domainOf(settings.from.address);
  if (!(await reachesTheWorld(zone, from))) return [unasked('DNS', notTheWorlds(from))];
  const envelope = domainOf(settings.bounces ?? settings.from.address);
  const signer = settings.dkim?.domain;
  const server = hosts.find((host) => !isIP(host) && host.includes('.'));
  const publishAt = signer ?? from;
  const all = await Promise.all([
    examineSpf(zone, { domain: envelope, server }),
    ...keys.map((key) => examineKey(zone, key)),
    examineDmarc(zone, { from, publishAt, reportsTo: settings.from.address }),
    examineAlignment(zone, { from, envelope, signer }),
    ...receiving(settings).map((one) => examineMx(zone, one)),
  ]);
  return all.flat();
}

/** A resolver that says there is no such thing as “org” answers for a network apart; nothing follows from that. */
async function reachesTheWorld(zone: Zone, domain: string): Promise<boolean> {
  return (await zone.mx(endingOf(domain))).kind !== 'absent';
}

function notTheWorlds(domain: string): string {
  return `the name server here says that there are no names under “.${endingOf(domain)}” at all, so it is not asked for more`;
}

function endingOf(domain: string): string {
  return domain.slice(domain.lastIndexOf('.') + 1);
}

/** The domains that have to take mail, each once, with the settings that say so. */
function receiving({ from, replyTo, bounces, unsubscribe }: Settings): Receiving[] {
  const named = [
    ['from', from.address],
    ['replyTo', replyTo?.address],
    ['bounces', bounces],
    ['unsubscribe', unsubscribe?.mailbox],
  ] as const;
  const domains = new Map<string, string[]>();
  for (const [setting, address] of named) {
    if (address === undefined) continue;
    const domain = domainOf(address);
    domains.set(domain, [...(domains.get(domain) ?? []), setting]);
  }
  return [...domains].map(([domain, settings]) => ({ domain, settings }));
}
