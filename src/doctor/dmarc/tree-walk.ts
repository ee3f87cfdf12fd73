import type { Zone } from '../dns/zone.ts';
import { type DmarcRecord, isDmarc, readDmarc } from './record.ts';

/** A record and the domain it stands for (not the name with `_dmarc` before it). */
export interface Published {
  readonly domain: string;
  readonly record: DmarcRecord;
}

/** What a walk found on its way up. */
export interface Walk {
  readonly start: string;
  /** From the longest name to the shortest. */
  readonly found: readonly Published[];
  /** Domains with several records, which all count for nothing. */
  readonly several: readonly string[];
  /** Why a name was not answered, if one was not. */
  readonly unanswered: string | undefined;
}

/** Names of eight labels or more are cut to so many after the first question (RFC 9989 s.4.10, step 4). */
const cutTo = 7;

/** The domains a walk asks for at most, in their order: eight, whatever the name (RFC 9989 s.4.10). */
export function stepsFrom(domain: string): string[] {
  const labels = domain.split('.');
  const above = labels.slice(Math.max(1, labels.length - cutTo));
  return [domain, ...above.map((_, i) => above.slice(i).join('.'))];
}

/** The DNS tree walk (RFC 9989 s.4.10): upwards until a record says where the organization ends, or to the top. */
export async function walkTree(zone: Zone, start: string): Promise<Walk> {
  const found: Published[] = [];
  const several: string[] = [];
  for (const domain of stepsFrom(start)) {
    const answer = await zone.txt(`_dmarc.${domain}`);
    if (answer.kind === 'failed')
      return { start, found, several, unanswered: `_dmarc.${domain}: ${answer.why}` };
    const [text, ...others] = answer.kind === 'found' ? answer.values.filter(isDmarc) : [];
    if (others.length > 0) several.push(domain);
    if (text === undefined || others.length > 0) continue;
    const record = readDmarc(text);
    found.push({ domain, record });
    if (record.psd !== 'u') break;
  }
  return { start, found, several, unanswered: undefined };
}

/** The organization that a walk ended in (RFC 9989 s.4.10.2). */
export function organizationOf({ start, found }: Walk): string {
  for (const { domain, record } of found) {
    if (record.psd === 'n') return domain;
    if (record.psd === 'y' && domain !== start) return oneBelow(domain, start);
  }
  return found.at(-1)?.domain ?? start;
}

/** `example.com` for `com` on the way up from `a.mail.example.com`. */
function oneBelow(domain: string, start: string): string {
  const labels = domain.split('.').length + 1;
  return start.split('.').slice(-labels).join('.');
}

/**
 * The record that holds for mail from where the walk began (RFC 9989 s.4.10.1): its own, otherwise that of its
 * organization, otherwise that of the public suffix above.
 */
export function recordFor(walk: Walk): Published | undefined {
  const organization = organizationOf(walk);
  const at = (domain: string) => walk.found.find((one) => one.domain === domain);
  return at(walk.start) ?? at(organization) ?? walk.found.find(({ record }) => record.psd === 'y');
}
