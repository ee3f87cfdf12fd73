import { type InlineTag, inlineTags } from '../inline.ts';

/** Every element of HTML, current and obsolete (WHATWG HTML s.4 and s.16.2), and what mail programs add. */
const elements = new Set(
  (
    'a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br ' +
    'button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em ' +
    'embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html ' +
    'i iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr noframes ' +
    'noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search ' +
    'section select slot small source span strike strong style sub summary sup svg table tbody td template textarea ' +
    'tfoot th thead time title tr track tt u ul var video wbr'
  ).split(' '),
);

/** One piece of raw HTML in prose, as CommonMark cuts it. */
export type HtmlPiece =
  | { readonly kind: 'comment' }
  | { readonly kind: 'break' }
  | { readonly kind: 'open' | 'close'; readonly tag: InlineTag }
  /** A tag of HTML that does not pass. */
  | { readonly kind: 'refused'; readonly name: string }
  /** Looks like a tag and is none: `Vec<T>` without backticks. */
  | { readonly kind: 'lost'; readonly name: string };

export function classifyHtml(raw: string): HtmlPiece {
  if (/^<!--|^<\?|^<!/.test(raw)) return { kind: 'comment' };
  const match = /^<(\/?)([A-Za-z][A-Za-z0-9-]*)/.exec(raw);
  const name = (match?.[2] ?? '').toLowerCase();
  if (name === 'br') return { kind: 'break' };
  const passing = inlineTags.find((tag) => tag === name);
  if (passing) return { kind: match?.[1] ? 'close' : 'open', tag: passing };
  // `<T>` and `<A>` in capitals are type parameters far more often than HTML.
  const typeParameter = /^<\/?[A-Z][A-Za-z0-9]*>$/.test(raw) && (match?.[2] ?? '').length === 1;
  return elements.has(name) && !typeParameter ? { kind: 'refused', name } : { kind: 'lost', name };
}

function isPassing(tag: string): boolean {
  const { kind } = classifyHtml(tag);
  return kind === 'open' || kind === 'close' || kind === 'break' || kind === 'lost';
}

/**
 * The words of a block of HTML: tags, comments, scripts and styles out, the end of an element as a line end.
 * Reading goes on with these words as Markdown, so that nothing a writer wrote is lost.
 */
export function wordsOfHtml(raw: string): string {
  return raw
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<(?:\/?(?:p|div|tr|li|h[1-6]|table|ul|ol|section|article|blockquote)|br|hr)\b[^>]*>/gi, '\n\n')
    .replace(/<\/(?:td|th)\s*>/gi, ' ')
    .replace(/<\/?[A-Za-z][^<>]*>/g, (tag) => (isPassing(tag) ? tag : ''))
    .replace(/^[ \t]+/gm, '')
    .trim();
}

export interface HtmlFault {
  readonly kind: 'refused' | 'lost';
  /** The name of the element. */
  readonly name: string;
  /** The tag as it is written. */
  readonly tag: string;
}

/** The first tag in a block of HTML that does not pass as it is. The close of an element was told at its open. */
export function firstFault(raw: string): HtmlFault | undefined {
  const bare = raw.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
  for (const [tag] of bare.matchAll(/<[A-Za-z][^<>]*>?/g)) {
    const { kind, name } = { name: '', ...classifyHtml(tag) };
    if (kind === 'refused' || kind === 'lost') return { kind, name, tag };
  }
  return undefined;
}
