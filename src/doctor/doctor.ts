import { Failure } from '../finding/failure.ts';
import type { DnsRecord } from '../message/dkim/dns-record.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import { requireServers, type Secrets } from '../newsletter/secrets.ts';
import { openSigners } from '../newsletter/signers.ts';
import { parseServerUrl } from '../smtp/server-url.ts';
import { remembered } from './dns/remembered.ts';
import { examineDns, type Way } from './examine-dns.ts';
import { examineHome } from './examine-home.ts';
import { examineServers, readServers } from './examine-servers.ts';
import { type Observation, unasked } from './observation.ts';
import type { World } from './world.ts';

/** Observations that belong together, under a heading. */
export interface Chapter {
  readonly title: string;
  readonly observations: readonly Observation[];
}

export const titles = { home: 'Here', servers: 'Mail servers', dns: 'DNS' } as const;

/**
 * Examines whether a newsletter can send, and whether its mail will be believed. Nothing is sent and nothing is
 * changed; `offline` asks neither the servers nor the DNS.
 */
export async function examine(
  newsletter: Newsletter,
  secrets: Secrets,
  world: World,
  offline: boolean,
): Promise<Chapter[]> {
  const { settings } = newsletter;
  const zone = remembered(world.zone);
  const home = examineHome(newsletter, secrets, world);
  const servers = offline
    ? readServers(settings, secrets)
    : examineServers(settings, secrets, { ...world, zone });
  const dns = offline
    ? [unasked('DNS', 'not asked (--offline)')]
    : examineDns(zone, settings, wayOf(newsletter, secrets));
  return [
    { title: titles.home, observations: await home },
    { title: titles.servers, observations: await servers },
    { title: titles.dns, observations: await dns },
  ];
}

/** What is not right with keys and servers is told in their own chapters. */
function wayOf({ settings }: Newsletter, secrets: Secrets): Way {
  const keys = whereSet<DnsRecord>(() => openSigners(settings, secrets, () => 0)?.('').records ?? []);
  const hosts = whereSet(() => requireServers(settings, secrets).map(({ url }) => parseServerUrl(url).host));
  return { keys, hosts };
}

function whereSet<T>(open: () => readonly T[]): readonly T[] {
  try {
    return open();
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
