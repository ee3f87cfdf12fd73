/** A tag of a template or of composed MJML, by its offsets. */
export interface Tag {
  readonly kind: 'open' | 'close' | 'alone' | 'unfinished';
  /** In small letters. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const voidTags = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const skipped = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[!?][^>]*>/y;
const finished = /<(\/?)([a-z][^\s/>"'=<]*)((?:\s|"[^"]*"|'[^']*'|[^"'<>])*?)(\/?)>/iy;
const begun = /<\/?([a-z][^\s/>"'=<]*)/iy;

/** All tags, in order; comments, declarations and CDATA are passed over. */
export function scanTags(text: string): Tag[] {
  const tags: Tag[] = [];
  let at = text.indexOf('<');
  while (at >= 0) {
    const past = matchAt(skipped, text, at);
    const tag = past ? undefined : tagAt(text, at);
    if (tag) tags.push(tag);
    at = text.indexOf('<', Math.max(at + 1, past ? at + past[0].length : (tag?.end ?? 0)));
  }
  return tags;
}

function tagAt(text: string, at: number): Tag | undefined {
  const whole = matchAt(finished, text, at);
  if (whole) {
    const name = whole[2]!.toLowerCase();
    return {
      kind: kindOf(name, whole[1] === '/', whole[4] === '/'),
      name,
      start: at,
      end: at + whole[0].length,
    };
  }
  const part = matchAt(begun, text, at);
  if (!part) return undefined;
  return { kind: 'unfinished', name: part[1]!.toLowerCase(), start: at, end: at + part[0].length };
}

/** `<div/>` closes nothing in HTML; `<mj-image/>` and `<v:fill/>` do. */
function kindOf(name: string, closing: boolean, selfClosing: boolean): Tag['kind'] {
  if (closing) return 'close';
  if (voidTags.has(name)) return 'alone';
  return selfClosing && /^mj|:/.test(name) ? 'alone' : 'open';
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
