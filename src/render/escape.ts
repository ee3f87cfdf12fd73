declare const brand: unique symbol;

/** HTML that may stand in a template as it is. Only this file makes it out of text. */
export type Html = string & { readonly [brand]: 'Html' };

const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for element content and for quoted attribute values; control characters become spaces. */
export function escapeHtml(text: string): Html {
  return withoutControls(text).replace(/[&<>"']/g, (character) => replacements[character]!) as Html;
}

/** As `escapeHtml`, with line breaks kept as character references: for `<pre>`. */
export function escapeCode(text: string): Html {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  return lines.map((line) => escapeHtml(line.replace(/\t/g, '    '))).join('&#10;') as Html;
}

/** Text that is known to hold nothing to escape: checked words of a theme, what a template composed. */
export function trusted(text: string): Html {
  return text as Html;
}

/** A tagged template that takes HTML only: what is not `Html` yet does not type-check. */
export function html(parts: TemplateStringsArray, ...values: readonly (Html | number)[]): Html {
  return String.raw({ raw: parts }, ...values) as Html;
}

export function joinHtml(parts: readonly Html[], between = ''): Html {
  return parts.join(between) as Html;
}

/**
 * One line of text in which no character can end a line, a header or a run of text direction:
 * C0 and C1 controls, line and paragraph separators become spaces, bidirectional overrides and isolates
 * (Unicode UAX 9) and lone halves of characters are dropped.
 */
export function withoutControls(text: string): string {
  if (!suspect.test(text)) return text;
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, '');
}

/** Any of those, or half a character, which may be whole with the other half. */
const suspect = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;
