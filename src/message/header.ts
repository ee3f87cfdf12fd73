import type { Mailbox } from '../address/mailbox.ts';
import { Failure } from '../finding/failure.ts';

/** One header field, folded, without its line end: `Subject: News`. */
export type HeaderField = string;

/** RFC 2047 s.2: a line with an encoded word has 76 characters at most, the word 75. */
const lineLength = 76;
const wordOverhead = '=?UTF-8?B??='.length;

/**
 * A field of free text (RFC 5322 s.2.2.1): `Subject`. Line breaks and other control characters, which would
 * start a header of their own, become spaces; what is not plain ASCII becomes encoded words (RFC 2047).
 */
export function textField(name: string, value: string): HeaderField {
  const text = foldable.test(value) ? value : cleanText(value);
  return foldable.test(text) ? foldWords(name, text) : `${name}: ${encodeWords(text, name.length + 2)}`;
}

/** A field with one mailbox (RFC 5322 s.3.4): `From`, `To`, `Reply-To`. */
export function mailboxField(name: string, { name: person, address }: Mailbox): HeaderField {
  const safe = refuseControls(name, address);
  const phrase = person === '' ? '' : phraseOf(cleanText(person), name.length + 2);
  return phrase === '' ? `${name}: ${safe}` : withAngle(`${name}: ${phrase}`, safe);
}

/** A field `Phrase <label.domain>` (RFC 2919). */
export function listIdField(phrase: string, id: string): HeaderField {
  return withAngle(
    `List-Id: ${phraseOf(cleanText(phrase), 'List-Id: '.length)}`,
    refuseControls('List-Id', id),
  );
}

/** A field with a web address in angle brackets, never folded (RFC 2369 s.2): `List-Archive`. */
export function urlField(name: string, url: string): HeaderField {
  return `${name}: ${bracketed(name, url)}`;
}

/** A field with two, the one to try first before the other, each on its line (RFC 2369 s.2): `List-Unsubscribe`. */
export function twoUrlsField(name: string, first: string, second: string): HeaderField {
  return `${urlField(name, first)},\r\n ${bracketed(name, second)}`;
}

function bracketed(name: string, url: string): string {
  if (!/^[!-;=?-~]*$/.test(refuseControls(name, url))) {
    throw unfit(name, 'has a character that no web address may have');
  }
  if (name.length + url.length > 900) throw unfit(name, 'is longer than a header line may be');
  return `<${url}>`;
}

/** A field whose value is ours and plain: `Precedence: bulk`. */
export function plainField(name: string, value: string): HeaderField {
  return `${name}: ${refuseControls(name, value)}`;
}

/** RFC 5322 s.3.3, in UTC: `Mon, 24 Oct 2016 08:00:00 +0000`. */
export function dateField(date: Date): HeaderField {
  return `Date: ${date.toUTCString().replace('GMT', '+0000')}`;
}

/** C0, DEL, C1 and the separators of lines and paragraphs, which no header may hold. */
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const controls = new RegExp(`${control.source}+`, 'g');

/** Control characters become spaces. */
function cleanText(value: string): string {
  return value.replace(controls, ' ').trim();
}

function refuseControls(name: string, value: string): string {
  if (control.test(value)) throw unfit(name, 'holds a line break or a control character');
  return value;
}

function unfit(name: string, what: string): Failure {
  return new Failure('setup', 'message/header', `What belongs in the header ${name} ${what}`, {
    undone: 'Nothing was sent.',
  });
}

/** Plain words between single spaces, none too long for a line, none that reads like an encoded word. */
const foldable = /^(?!.*=\?)(?:[!-~]{1,59}(?: [!-~]{1,59})*)?$/;

function foldWords(name: string, text: string): string {
  if (name.length + 2 + text.length <= lineLength) return `${name}: ${text}`;
  const [first = '', ...rest] = text.split(' ');
  const lines = [`${name}: ${first}`];
  for (const word of rest) {
    const line = lines.at(-1) as string;
    if (line.length + 1 + word.length <= lineLength) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(` ${word}`);
  }
  return lines.join('\r\n');
}

/** A display name: words as they are, quoted, or encoded (RFC 5322 s.3.2.5). */
function phraseOf(text: string, used: number): string {
  const short = text.length + used <= lineLength - 2;
  if (!short || !/^[\u0020-\u007e]*$/.test(text) || /=\?/.test(text)) return encodeWords(text, used);
  const atoms = /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/;
  return text === '' || atoms.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The address behind a phrase, on the next line when this one is full. */
function withAngle(start: string, address: string): string {
  const column = start.length - (start.lastIndexOf('\n') + 1);
  const space = start.endsWith(' ') ? '' : ' ';
  return column + address.length + 3 <= lineLength
    ? `${start}${space}<${address}>`
    : `${start}\r\n <${address}>`;
}

/** Base64 words of whole characters, each on its own line; `used` columns of the first line are taken. */
function encodeWords(text: string, used: number): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    const room = lineLength - wordOverhead - (words.length === 0 ? used : 1);
    if (base64Length(word + character) > room) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ');
}

function base64Length(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3) * 4;
}
