import type { DnsRecord } from '../message/dkim/dns-record.ts';
import type { NewSigning } from '../newsletter/signing-keys.ts';

/** What to do with new keys, step by step. */
export function signingRows({ records, dkim, environment }: NewSigning): string[] {
  const lines = Object.entries(environment).map(([name, path]) => `${name}=${path}`);
  return [
    `1. Publish two records where the names of ${dkim.domain} are kept, usually a page of whoever sold you the name:`,
    '',
    ...recordRows(records),
    '',
    '2. Put into newsletter.yaml:',
    '',
    ...indented(settingsRows(dkim)),
    '',
    '3. Put into .env:',
    '',
    ...indented(lines),
    '',
    '4. When the records can be seen, after minutes or hours, send yourself a copy:',
    '   pennypost test ISSUE you@example.org',
  ];
}

/** Records as the forms of DNS providers ask for them, and as lines of a zone file. */
export function recordRows(records: readonly DnsRecord[]): string[] {
  const fields = records.flatMap(({ name, value }) => [
    `name   ${name}`,
    'type   TXT',
    `value  ${value}`,
    '',
  ]);
  return [
    ...indented(fields),
    '   The same as lines of a zone file:',
    '',
    ...indented(records.map(zoneLine)),
  ];
}

/** RFC 1035 s.5.1: a text longer than 255 characters is several strings, between brackets. */
function zoneLine({ name, strings }: DnsRecord): string {
  const quoted = strings.map((string) => `"${string}"`).join(' ');
  return `${name}. IN TXT ${strings.length > 1 ? `( ${quoted} )` : quoted}`;
}

function settingsRows({ domain, selector, key, ed25519 }: NewSigning['dkim']): string[] {
  return [
    'dkim:',
    `  domain: ${domain}`,
    `  selector: ${selector}`,
    `  key: ${key}`,
    `  ed25519: { selector: ${ed25519.selector}, key: ${ed25519.key} }`,
  ];
}

function indented(rows: readonly string[]): string[] {
  return rows.map((row) => (row === '' ? '' : `   ${row}`));
}
