import type { Zone } from './dns/zone.ts';
import { type Observation, ok, unasked, warning, wrong } from './observation.ts';

/** A domain that has to be able to get mail, and what for: `from`, `replyTo`, `bounces`. */
export interface Receiving {
  readonly domain: string;
  readonly settings: readonly string[];
}

/** Whether mail to a domain arrives anywhere (RFC 5321 s.5.1). */
export async function examineMx(zone: Zone, { domain, settings }: Receiving): Promise<Observation> {
  const what = `MX of ${domain}`;
  const use = settings.join(', ');
  const answer = await zone.mx(domain);
  if (answer.kind === 'failed') return unasked(what, answer.why);
  if (answer.kind !== 'found') return withoutMx(zone, what, domain, use);
  if (answer.values.some(({ exchange }) => exchange === '' || exchange === '.'))
    return nullMx(what, domain, use);
  const hosts = [...answer.values].sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
  const unreachable = await hostsWithoutAddress(zone, hosts);
  if (unreachable.length === hosts.length)
    return wrong(what, `none of its servers has an address: ${hosts.join(', ')}`, {
      advice: 'Let the MX record name a server that is there.',
    });
  return ok(what, `${hosts.slice(0, 3).join(', ')}${hosts.length > 3 ? ' …' : ''} (${use})`);
}

async function hostsWithoutAddress(zone: Zone, hosts: readonly string[]): Promise<string[]> {
  const without: string[] = [];
  for (const host of hosts) {
    const { kind } = await zone.addresses(host);
    if (kind === 'found' || kind === 'failed') break;
    without.push(host);
  }
  return without;
}

async function withoutMx(zone: Zone, what: string, domain: string, use: string): Promise<Observation> {
  const { kind } = await zone.addresses(domain);
  const record = { name: domain, type: 'MX', value: `10 mail.${domain}` } as const;
  if (kind === 'found') {
    const detail = `there is none; mail goes to ${domain} itself, which some servers do not do (RFC 5321 s.5.1)`;
    return warning(what, detail, {
      advice: 'Publish one that names the server which takes its mail, such as this.',
      record,
    });
  }
  if (kind === 'failed')
    return unasked(what, 'there is none, and whether the name has an address was not answered');
  return wrong(what, `there is none, and no address either: mail to it (${use}) goes nowhere`, {
    advice: 'Use a domain that takes mail, or publish the server which does, such as this.',
    record,
  });
}

function nullMx(what: string, domain: string, use: string): Observation {
  return wrong(what, `${domain} says that it takes no mail (null MX, RFC 7505), and it is used for ${use}`, {
    advice:
      'Use a domain that takes mail: bounces and answers are lost otherwise, and servers refuse mail from one that takes none.',
  });
}
