import { domainToASCII, domainToUnicode } from 'node:url';

declare const brand: unique symbol;

/**
 * An address that may go on the wire: `local@domain`, the domain in lower-case A-labels (RFC 5890),
 * the local part as written (RFC 5321 s.2.4). Only `parseEmailAddress` makes one.
 */
export type EmailAddress = string & { readonly [brand]: 'EmailAddress' };

/** An address, or what is wrong with the text, to be read after its name: `“bob” has no @`. */
export type ParsedEmailAddress =
  | { readonly ok: true; readonly address: EmailAddress }
  | { readonly ok: false; readonly fault: string };

/**
 * Reads one bare address. Stricter than RFC 5321 on purpose: quoted local parts, comments, folding white
 * space and IP-literals are legal, but nobody reads a newsletter there and every one of them has been used
 * to smuggle a second recipient past a checker. Non-ASCII local parts pass (RFC 6531).
 */
export function parseEmailAddress(text: string): ParsedEmailAddress {
  const fault = faultOfText(text);
  if (fault !== undefined) return { ok: false, fault };
  const at = text.indexOf('@');
  const local = text.slice(0, at).normalize('NFC');
  const domain = text.slice(at + 1);
  const ascii = asciiDomain(domain);
  const broken = faultOfLocal(local) ?? faultOfDomain(domain, ascii);
  if (broken !== undefined) return { ok: false, fault: broken };
  const address = `${local}@${ascii}`;
  // RFC 5321 s.4.5.3.1.3 (erratum 1690): a path is 256 octets with its angle brackets.
  if (Buffer.byteLength(address) > 254)
    return { ok: false, fault: 'is longer than the 254 octets mail allows' };
  return { ok: true, address: address as EmailAddress };
}

/** What two spellings of one address share: lower-case, NFC. Only for comparing; never for the wire. */
export function addressKey(address: EmailAddress): string {
  return isAscii(address) ? address.toLowerCase() : address.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Whether the server must offer SMTPUTF8 for this reader: the local part is not ASCII (RFC 6531 s.3.3). */
export function needsSmtpUtf8(address: EmailAddress): boolean {
  return !isAscii(address);
}

/** The address as people read it: the domain in U-labels (`bücher.example.net`). */
export function displayAddress(address: EmailAddress): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at)}@${domainToUnicode(domain) || domain}`;
}

/** The domain, in A-labels. */
export function domainOf(address: EmailAddress): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Characters no address may hold, each with what we call it. */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/[\p{Cc}\u2028\u2029]/u, 'holds a line break or control character'],
  [/\s/u, 'has a space in it'],
  [/[\p{Cf}\p{Cs}\ufffd\ufffe\uffff]/u, 'holds an invisible or broken character'],
  [/"/u, 'has quotation marks in it'],
  [/[<>]/u, 'has angle brackets in it'],
  [/[,;]/u, 'has a comma or semicolon in it, as if it were two addresses'],
  [/[()]/u, 'has a comment in round brackets'],
  [/[[\]]/u, 'has a number in square brackets where a domain should be'],
  [/[:\\]/u, 'has a colon or backslash in it'],
];

function faultOfText(text: string): string | undefined {
  if (text === '') return 'is empty';
  for (const [pattern, fault] of forbidden) if (pattern.test(text)) return fault;
  const at = text.indexOf('@');
  if (at === -1) return 'has no @';
  return text.includes('@', at + 1) ? 'has more than one @' : undefined;
}

function faultOfLocal(local: string): string | undefined {
  if (local === '') return 'has nothing before the @';
  if (local.startsWith('.')) return 'starts with a dot';
  if (local.endsWith('.')) return 'has a dot just before the @';
  if (local.includes('..')) return 'has two dots in a row';
  // RFC 5321 s.4.5.3.1.1
  if (Buffer.byteLength(local) > 64) return 'has more than 64 octets before the @';
  return undefined;
}

function faultOfDomain(domain: string, ascii: string): string | undefined {
  if (domain === '') return 'has nothing after the @';
  if (domain.startsWith('.')) return 'has a dot just after the @';
  if (domain.endsWith('.')) return 'ends with a dot';
  if (domain.includes('..')) return 'has two dots in a row';
  if (!/^[\p{L}\p{M}\p{N}\p{S}\p{P}]+$/u.test(domain) || /[!-,/:-@[-`{-~]/.test(domain)) {
    return 'has a character in its domain that no domain has';
  }
  return ascii === '' ? 'has a domain that cannot exist' : faultOfHost(ascii);
}

/** Of a domain in A-labels: RFC 1123 s.2.1 and RFC 5321 s.4.5.3.1.2. */
function faultOfHost(host: string): string | undefined {
  const labels = host.split('.');
  if (labels.length < 2) return 'has no dot after the @';
  if (host.length > 253) return 'has a domain longer than 253 letters';
  if (labels.some((label) => label.length > 63)) return 'has more than 63 letters between two dots';
  if (labels.some((label) => label === '')) return 'has two dots in a row';
  if (!labels.every((label) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label))) {
    return 'has a domain with a hyphen or sign where none may be';
  }
  return /^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) as string) ? 'ends in a number' : undefined;
}

/**
 * The domain in lower-case A-labels (UTS 46), or nothing when it has none. Which broken A-labels are let through
 * differs by version of Node: only one that is read and written back the same is a label (RFC 5891 s.5.4).
 */
function asciiDomain(domain: string): string {
  const plain = /^[a-z0-9.-]+$/i.test(domain) && !/(?:^|\.)xn--/i.test(domain);
  if (plain) return domain.toLowerCase();
  const ascii = domainToASCII(domain);
  const unicode = domainToUnicode(ascii);
  return domainToASCII(unicode) === ascii && !/(?:^|\.)xn--/.test(unicode) ? ascii : '';
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
