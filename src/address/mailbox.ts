import { displayAddress, type EmailAddress, parseEmailAddress } from './email-address.ts';

/** A person's name, which may be empty, and address: `News + Notes <hello@news.example.org>` (RFC 5322 s.3.4). */
export interface Mailbox {
  readonly name: string;
  readonly address: EmailAddress;
}

export type ParsedMailbox =
  | { readonly ok: true; readonly mailbox: Mailbox }
  | { readonly ok: false; readonly fault: string };

/**
 * Reads one person: `Name <address>`, `"Quoted, Name" <address>` or a bare address. Never two: what a lenient
 * reader would split at a comma is a fault here, and so is a control character anywhere.
 */
export function parseMailbox(text: string): ParsedMailbox {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) return no('holds a line break or control character');
  const trimmed = text.trim();
  const angled = /^([^<>]*|\s*"(?:[^"\\]|\\.)*"\s*)<([^<>]*)>$/u.exec(trimmed);
  if (!angled) return bareAddress(trimmed);
  const [, written = '', inner = ''] = angled;
  const parsed = parseEmailAddress(inner.trim());
  if (!parsed.ok) return parsed;
  const name = readName(written.trim(), inner.trim());
  return typeof name === 'string' ? yes(name, parsed.address) : no(name.fault);
}

/** The mailbox as people read and write it; `parseMailbox` reads it back. */
export function formatMailbox(mailbox: Mailbox): string {
  const address = displayAddress(mailbox.address);
  if (mailbox.name === '') return address;
  const plain = !/["\\<>@,;:()[\]]/.test(mailbox.name);
  return `${plain ? mailbox.name : `"${mailbox.name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}

function bareAddress(text: string): ParsedMailbox {
  if (text.includes('<') || text.includes('>')) return no('should read: Name <address>');
  const parsed = parseEmailAddress(text);
  return parsed.ok ? yes('', parsed.address) : parsed;
}

function readName(written: string, address: string): string | { readonly fault: string } {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/u.exec(written);
  if (quoted) return oneLine((quoted[1] as string).replace(/\\(.)/gu, '$1'));
  if (written.toLowerCase() === address.toLowerCase()) return '';
  if (written.includes('"'))
    return { fault: 'has a quotation mark that is not closed around the whole name' };
  if (/[,;:@()[\]\\]/.test(written)) {
    return { fault: 'has a name with , ; : @ or brackets in it; put the name in quotation marks' };
  }
  return oneLine(written);
}

function oneLine(name: string): string {
  return name.replace(/\s+/gu, ' ').trim();
}

function yes(name: string, address: EmailAddress): ParsedMailbox {
  return { ok: true, mailbox: { name, address } };
}

function no(fault: string): ParsedMailbox {
  return { ok: false, fault };
}
