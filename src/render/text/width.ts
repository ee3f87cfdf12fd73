const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const plainAscii = /^[ -~]*$/;
const invisible = /^[\p{Mark}\p{Cf}\p{Cc}]+$/u;
const emoji = /\p{Emoji_Presentation}|\ufe0f/u;

/** East Asian Wide and Fullwidth, in blocks (Unicode UAX 11). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

/** Columns that text takes in a monospaced font: 2 for a wide character or an emoji, 0 for a mark on another. */
export function displayWidth(text: string): number {
  if (plainAscii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1;
}

const noLineStart = /^[\p{Pe}\p{Pf}、。，．・：；！？ー〜々…‥,.!?:;%]/u;
const noLineEnd = /[\p{Ps}\p{Pi}]$/u;

/**
 * The pieces between which a word without spaces may be broken: on either side of a wide character,
 * but not before closing and not behind opening punctuation.
 */
export function breakable(word: string): string[] {
  if (!wide.test(word)) return [word];
  const pieces: string[] = [];
  let last = '';
  for (const { segment } of graphemes.segment(word)) {
    const apart =
      (wide.test(segment) || wide.test(last)) && !noLineStart.test(segment) && !noLineEnd.test(last);
    if (apart || pieces.length === 0) pieces.push(segment);
    else pieces[pieces.length - 1] += segment;
    last = segment;
  }
  return pieces;
}
