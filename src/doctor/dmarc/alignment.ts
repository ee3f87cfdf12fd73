import type { Zone } from '../dns/zone.ts';
import { type Observation, ok, unasked, warning, wrong } from '../observation.ts';
import { organizationOf, type Published, recordFor, walkTree } from './tree-walk.ts';

/** The domains that a copy carries. */
export interface Identities {
  /** The domain in From. */
  readonly from: string;
  /** The domain of the envelope sender, which SPF speaks for. */
  readonly envelope: string;
  /** The d= of our signatures; nothing where Pennypost does not sign. */
  readonly signer: string | undefined;
}

/** How far a domain speaks for another: the same, one of the same organization, or not at all. */
type Kinship = 'same' | 'organization' | 'none';

/** Whether what SPF and DKIM prove speaks for the domain in From (RFC 9989 s.4.4). */
export async function examineAlignment(zone: Zone, identities: Identities): Promise<Observation[]> {
  const { from, envelope, signer } = identities;
  const walk = await walkTree(zone, from);
  if (walk.unanswered !== undefined) return [unasked('Alignment', walk.unanswered)];
  const published = recordFor(walk);
  if (published === undefined) return [];
  const organization = organizationOf(walk);
  const { strict } = published.record;
  const kin = (domain: string) => kinship(zone, domain, from, organization);
  const [spf, dkim] = [await kin(envelope), signer === undefined ? undefined : await kin(signer)];
  const bySignature = dkim === undefined ? undefined : counts(dkim, strict.dkim);
  const signed = signer === undefined || dkim === undefined ? [] : [ofDkim(signer, dkim, published, from)];
  return [...signed, ofSpf(identities, spf, strict.spf, bySignature)];
}

function counts(kinship: Kinship, strict: boolean): boolean {
  return kinship === 'same' || (kinship === 'organization' && !strict);
}

async function kinship(zone: Zone, domain: string, from: string, organization: string): Promise<Kinship> {
  if (domain === from) return 'same';
  return organizationOf(await walkTree(zone, domain)) === organization ? 'organization' : 'none';
}

function ofDkim(signer: string, kinship: Kinship, { domain, record }: Published, from: string): Observation {
  const what = 'DKIM alignment';
  const { strict, psd } = record;
  if (counts(kinship, strict.dkim)) return ok(what, `the signature of ${signer} speaks for ${from}`);
  const detail = `the signature of ${signer} does not speak for ${from}`;
  const advice = `Sign for ${from}: pennypost dkim --domain ${from} --selector s2.`;
  if (strict.dkim)
    return wrong(what, `${detail}: adkim=s asks for the very same domain (RFC 9989 s.4.4.1)`, { advice });
  const ends = `${detail}: they are not of one organization (RFC 9989 s.4.4.1)`;
  if (psd === 'n' || domain === signer) return wrong(what, ends, { advice });
  return wrong(what, `${ends}, as no DMARC record of ${signer} says so`, {
    advice: `Publish one for ${signer} too, beside that of ${domain}. Or sign for ${from}.`,
    record: { name: `_dmarc.${signer}`, type: 'TXT', value: 'v=DMARC1; p=none' },
  });
}

function ofSpf(
  { envelope, from }: Identities,
  kinship: Kinship,
  strict: boolean,
  bySignature: boolean | undefined,
): Observation {
  const what = 'SPF alignment';
  if (counts(kinship, strict)) return ok(what, `the envelope sender’s ${envelope} speaks for ${from}`);
  const why = strict ? 'aspf=s asks for the very same domain' : 'they are not of one organization';
  const detail = `the envelope sender’s ${envelope} does not speak for ${from}: ${why} (RFC 9989 s.4.4.2)`;
  const advice = `Let “bounces” in newsletter.yaml be an address at ${from}, or rely on DKIM.`;
  return bySignature === false ? wrong(what, detail, { advice }) : warning(what, detail, { advice });
}
