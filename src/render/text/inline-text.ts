import type { Inline, Link } from '../../issue/inline.ts';
import { withoutControls } from '../escape.ts';
import { addressOf, fieldMark } from '../rendition.ts';
import type { TextPress } from './press.ts';
import { glue } from './wrap.ts';

/** Prose within a line as plain text; a break is a line feed, a link its words and a number. */
export function inlineText(inlines: readonly Inline[], press: TextPress): string {
  return inlines.map((inline) => oneInline(inline, press)).join('');
}

function oneInline(inline: Inline, press: TextPress): string {
  switch (inline.kind) {
    case 'text':
      return withoutControls(inline.text);
    case 'emphasis':
      return marked('_', inlineText(inline.children, press));
    case 'strong':
      return marked('*', inlineText(inline.children, press));
    case 'strike':
      return marked('~', inlineText(inline.children, press));
    case 'tag':
      return inlineText(inline.children, press);
    case 'code':
      return marked('`', withoutControls(inline.text));
    case 'break':
      return '\n';
    case 'field':
      return fieldMark(inline, press.rendition);
    case 'note':
      return superscript(inline.number);
    case 'picture':
      return pictureWords(inline.alt, press);
    case 'link':
      return linkText(inline, press);
  }
}

/** The mark on either side of the words, but not around white space. */
function marked(mark: string, words: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words) ?? [];
  return inner === '' ? words : `${before}${mark}${inner}${mark}${after}`;
}

/** The words and the number of the address; the words alone where they are the address. */
function linkText(link: Link, press: TextPress): string {
  const address = addressOf(link.url, press.rendition);
  const words = inlineText(link.children, press);
  if (address === undefined) return words;
  if (words.trim() === '') return address;
  if (sameAddress(words.trim(), address)) return words;
  return numbered(words, address, press);
}

export function numbered(words: string, address: string, { links }: TextPress): string {
  return `${words.trimEnd()}${glue}[${links.of(address)}]${/\s$/.test(words) ? ' ' : ''}`;
}

function sameAddress(words: string, address: string): boolean {
  return words === address || address === `mailto:${words}`;
}

export function pictureWords(alt: string, { rendition }: TextPress): string {
  const words = withoutControls(alt).trim();
  return words === '' ? '' : `[${rendition.words.image}: ${words}]`;
}

/** A mark for a note, told apart from the numbers of links. */
function superscript(number: number): string {
  return String(number).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!);
}
