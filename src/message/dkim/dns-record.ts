import { createPublicKey } from 'node:crypto';
import type { SelectedKey } from './signature.ts';

/** A TXT record to publish. */
export interface DnsRecord {
  /** `s1._domainkey.news.example.org` */
  readonly name: string;
  /** The whole text, as forms of DNS providers take it. */
  readonly value: string;
  /** The same, cut into strings of at most 255 characters, as zone files take it (RFC 1035 s.3.3.14). */
  readonly strings: readonly string[];
}

/** What to publish, so that receivers find the public half of a key (RFC 6376 s.3.6, RFC 8463 s.4). */
export function dnsRecord(domain: string, { selector, key }: SelectedKey): DnsRecord {
  const value = `v=DKIM1; k=${key.asymmetricKeyType}; p=${publicPart({ selector, key })}`;
  return {
    name: `${selector}._domainkey.${domain}`,
    value,
    strings: value.match(/.{1,255}/g) ?? [],
  };
}

/** Ed25519 is published bare: the last 32 bytes of its SubjectPublicKeyInfo (RFC 8410 s.4). */
function publicPart({ key }: SelectedKey): string {
  const info = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return (key.asymmetricKeyType === 'ed25519' ? info.subarray(-32) : info).toString('base64');
}
