/** Why a value is not taken. */
export type ValueFault = 'long' | 'sign' | 'link';

export type PlainValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly fault: ValueFault };

/** A name, a town: longer than this only texts are. In UTF-16 code units. */
const longest = 80;

/**
 * What a stranger says of themselves in a form, on one line. Whatever a link, markup or a hidden character is made
 * of is refused and never repaired: names are where forms are used to send somebody else’s advertisement.
 */
export function plainValue(text: string): PlainValue {
  const value = text.normalize('NFC').trim().replace(/ +/g, ' ');
  if (value.length > longest) return { ok: false, fault: 'long' };
  // As it looks, not as it is written: full-width letters and the dots of other scripts make links too.
  const looks = value.normalize('NFKC').replaceAll('\u3002', '.');
  if (hidden.test(value) || markup.test(looks)) return { ok: false, fault: 'sign' };
  return link.test(looks) ? { ok: false, fault: 'link' } : { ok: true, value };
}

/** Control and format characters, surrogates, private use, line ends; the two joiners belong to scripts. */
const hidden = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const markup = /[<>{}[\]|\\`^~=*_#$%]|&#?\w+;/;
/** `x:`, `@`, `/`, `www`, and `word.word`; not `J. R.`, nor `St. Gallen`. */
const link = /[:@/]|\bwww\b|[\p{L}\p{M}\p{N}-]\.[\p{L}\p{M}\p{N}]{2,}/iu;
