import type { Block, Flow, LinkItem, ListItem } from '../issue/block.ts';
import { type Inline, plainWords } from '../issue/inline.ts';
import type { Issue } from '../issue/issue.ts';

/** The quotation marks of a language: double, then single, each opening and closing (CLDR). */
type Marks = readonly [string, string, string, string];

const english: Marks = ['“', '”', '‘', '’'];
const german: Marks = ['„', '“', '‚', '‘'];
const marksOf: Readonly<Record<string, Marks>> = {
  de: german,
  'de-ch': ['«', '»', '‹', '›'],
  cs: german,
  sk: german,
  sl: german,
  pl: ['„', '”', '‚', '’'],
  fr: ['«\u00a0', '\u00a0»', '‹\u00a0', '\u00a0›'],
  it: ['«', '»', '“', '”'],
  es: ['«', '»', '“', '”'],
  pt: english,
  ru: ['«', '»', '„', '“'],
  uk: ['«', '»', '„', '“'],
  sv: ['”', '”', '’', '’'],
  fi: ['”', '”', '’', '’'],
};

/**
 * Straight quotes, double hyphens and three dots as they are set in print. Code and addresses stay as they
 * are, and so do two hyphens that begin a word (`--help`).
 */
export function typeset(issue: Issue, lang: string): Issue {
  const marks = marksFor(lang.toLowerCase());
  const set: SetProse = (prose) => new Line(marks).set(prose);
  const title = plainWords(set([{ kind: 'text', text: issue.title }]));
  return { ...issue, title, blocks: issue.blocks.map((block) => typesetBlock(block, set)) };
}

function marksFor(lang: string): Marks {
  return marksOf[lang] ?? marksOf[lang.split('-')[0] ?? ''] ?? english;
}

type SetProse = (prose: readonly Inline[]) => Inline[];

function typesetBlock(block: Block, set: SetProse): Block {
  switch (block.kind) {
    case 'text':
      return { ...block, content: flowsOf(block.content, set) };
    case 'heading':
      return { ...block, text: set(block.text) };
    case 'steps':
    case 'notes':
      return { ...block, items: itemsOf(block.items, set) };
    case 'links':
      return { ...block, items: block.items.map((item) => linkOf(item, set)) };
    case 'quote':
      return {
        ...block,
        content: flowsOf(block.content, set),
        ...(block.author ? { author: set(block.author) } : {}),
      };
    case 'button':
      return { ...block, label: set(block.label) };
    case 'callout':
    case 'sponsor':
    case 'only':
      return { ...block, blocks: block.blocks.map((inner) => typesetBlock(inner, set)) };
    default:
      return block;
  }
}

function linkOf(item: LinkItem, set: SetProse): LinkItem {
  return {
    ...item,
    title: set(item.title),
    ...(item.by ? { by: set(item.by) } : {}),
    ...(item.note ? { note: flowsOf(item.note, set) } : {}),
  };
}

function itemsOf(items: readonly ListItem[], set: SetProse): ListItem[] {
  return items.map((item) => ({ ...item, content: flowsOf(item.content, set) }));
}

function flowsOf(flows: readonly Flow[], set: SetProse): Flow[] {
  return flows.map((flow) => flowOf(flow, set));
}

function flowOf(flow: Flow, set: SetProse): Flow {
  switch (flow.kind) {
    case 'paragraph':
      return { ...flow, content: set(flow.content) };
    case 'list':
      return { ...flow, items: itemsOf(flow.items, set) };
    case 'table':
      return { ...flow, rows: flow.rows.map((row) => row.map(set)) };
    case 'quotation':
      return { ...flow, content: flowsOf(flow.content, set) };
    case 'code':
      return flow;
  }
}

/** One line of prose: which mark opens and which closes depends on what stands before it, across emphasis and links. */
class Line {
  readonly #marks: Marks;
  #before = '';
  #open = false;

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  set(prose: readonly Inline[]): Inline[] {
    return prose.map((inline) => this.#setOne(inline));
  }

  #setOne(inline: Inline): Inline {
    if (inline.kind === 'text') return { kind: 'text', text: this.#setText(inline.text) };
    if (inline.kind === 'break') this.#before = ' ';
    else if (!('children' in inline)) this.#before = 'x';
    else if (inline.kind === 'link' && showsItsAddress(inline)) this.#before = 'x';
    else return { ...inline, children: this.set(inline.children) };
    return inline;
  }

  #setText(text: string): string {
    const dashed = text
      .replace(/(?<=\d)--(?=\d)/g, '–')
      .replace(/(?<=[^\s-])---?(?=[^\s-])/g, '—')
      .replace(/(?<=\s)---?(?=\s)/g, '–')
      .replace(/(?<![.\s])\.\.\.(?!\.)/g, '…');
    return [...dashed].map((char, i, chars) => this.#setChar(char, chars[i + 1] ?? '')).join('');
  }

  #setChar(char: string, next: string): string {
    const set = char === '"' ? this.#double() : char === "'" ? this.#single(next) : char;
    this.#before = char;
    return set;
  }

  #double(): string {
    const opens = this.#opens();
    // Inches and seconds: a mark behind a digit that closes nothing.
    if (!opens && !this.#open && /\d/.test(this.#before)) return '"';
    this.#open = opens;
    return this.#marks[opens ? 0 : 1];
  }

  #single(next: string): string {
    if (/[\p{L}\p{N}]/u.test(this.#before) && /\p{L}/u.test(next)) return '’';
    if (this.#opens() && /\d/.test(next)) return '’';
    if (this.#opens()) return this.#marks[2];
    return /\p{L}/u.test(this.#before) ? '’' : /\d/.test(this.#before) ? "'" : this.#marks[3];
  }

  #opens(): boolean {
    return this.#before === '' || /[\s([{—–/"'“‘«„‚-]/u.test(this.#before);
  }
}

/** An address that is shown as it is must stay what one can type. */
function showsItsAddress({ url, children }: Extract<Inline, { kind: 'link' }>): boolean {
  const [only] = children;
  return only?.kind === 'text' && url.includes(only.text.replace(/^https?:\/\//, ''));
}
