import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DnsRecord } from '../../message/dkim/dns-record.ts';
import { readTags } from '../dns/tags.ts';
import type { Zone } from '../dns/zone.ts';
import { type Observation, ok, type RecordToPublish, unasked, warning, wrong } from '../observation.ts';

/** RFC 8301 s.3.2: below the first nobody verifies, and the second is what signers owe. */
const leastBits = 1024;
const goodBits = 2048;

/** Whether the key that verifies our signatures is published where receivers look (RFC 6376 s.3.6). */
export async function examineKey(zone: Zone, ours: DnsRecord): Promise<Observation> {
  const what = `DKIM key ${ours.name}`;
  const record: RecordToPublish = { name: ours.name, type: 'TXT', value: ours.value };
  const answer = await zone.txt(ours.name);
  if (answer.kind === 'failed') return unasked(what, answer.why);
  const texts = answer.kind === 'found' ? answer.values : [];
  const bad = (detail: string, advice: string) => wrong(what, detail, { advice, record });
  const [text, ...others] = texts;
  if (text === undefined)
    return bad('it is not published, and no signature of yours can be verified', 'Publish it.');
  if (others.length > 0)
    return bad(
      `there are ${texts.length} records at this name, and which one counts is left to chance (RFC 6376 s.3.6.2.2)`,
      'Leave this one.',
    );
  const found = read(text);
  const fault = faultOf(found, ours);
  if (fault !== undefined) return bad(fault, 'Publish this in its place.');
  if (found.testing) {
    const detail =
      'it is the right key, with t=y: receivers treat signed mail as if it were not (RFC 6376 s.3.6.1)';
    return warning(what, detail, { advice: 'Take t=y out when all is tried.', record });
  }
  return ok(what, `${describe(found.key)}, the public half of yours`);
}

interface Found {
  readonly version: string | undefined;
  readonly kind: string;
  /** Base64 without white space; empty where the key is revoked; nothing where there is no p=. */
  readonly text: string | undefined;
  readonly key: KeyObject | undefined;
  readonly hashes: string | undefined;
  readonly services: string | undefined;
  readonly testing: boolean;
}

function read(record: string): Found {
  const { tags } = readTags(record);
  const kind = tags.get('k')?.toLowerCase() ?? 'rsa';
  const text = tags.get('p')?.replace(/\s+/g, '');
  return {
    version: tags.get('v'),
    kind,
    text,
    key: text ? keyOf(kind, text) : undefined,
    hashes: tags.get('h'),
    services: tags.get('s'),
    testing: wordsOf(tags.get('t')).includes('y'),
  };
}

/** The first reason for which our signatures would not verify. */
function faultOf({ version, kind, text, key, hashes, services }: Found, ours: DnsRecord): string | undefined {
  const own = read(ours.value);
  if (version !== undefined && version !== 'DKIM1')
    return `it begins with v=${version}, and only v=DKIM1 is one`;
  if (text === undefined) return 'there is a record, and no key (p=) in it';
  if (text === '') return 'the key is revoked: its p= is empty (RFC 6376 s.3.6.1)';
  if (kind !== own.kind) return `it is for a key of kind ${kind}, and yours is ${own.kind}`;
  if (key === undefined) return 'its p= cannot be read as a key; perhaps a part of it was lost';
  if (!sameKey(key, own.key)) return `it is another key than yours (${describe(key)})`;
  if (hashes !== undefined && !wordsOf(hashes).includes('sha256'))
    return `h=${hashes} leaves out sha256, with which your mail is signed`;
  const forMail = services === undefined || wordsOf(services).some((one) => one === '*' || one === 'email');
  return forMail ? undefined : `s=${services} is not for mail`;
}

function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split(':').map((word) => word.trim().toLowerCase());
}

/** Keys of Ed25519 are published bare; before them goes what makes a SubjectPublicKeyInfo of them (RFC 8410 s.4). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

function keyOf(kind: string, text: string): KeyObject | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (kind === 'ed25519')
    return bytes.length === 32 ? keyFrom(Buffer.concat([ed25519Prefix, bytes]), 'spki') : undefined;
  return keyFrom(bytes, 'spki') ?? keyFrom(bytes, 'pkcs1');
}

/** RSA keys are published in either form (RFC 6376, erratum 3017). */
function keyFrom(key: Buffer, type: 'spki' | 'pkcs1'): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'der', type });
  } catch {
    return undefined;
  }
}

function sameKey(one: KeyObject, other: KeyObject | undefined): boolean {
  return other?.equals(one) ?? false;
}

function describe(key: KeyObject | undefined): string {
  const bits = key?.asymmetricKeyDetails?.modulusLength;
  if (bits === undefined) return 'Ed25519';
  const weak = bits < leastBits ? ', which nobody accepts' : bits < goodBits ? ', which is short' : '';
  return `RSA with ${bits} bits${weak}`;
}
