import type { Blockquote, Nodes, Paragraph, PhrasingContent, Text } from 'mdast';
import type { BlockOf } from '../block.ts';
import { type Inline, plainWords } from '../inline.ts';
import { readFlows } from './flow.ts';
import { readInlines } from './inline.ts';
import type { Page } from './page.ts';

const dash = /^\s*(?:--+|[—–―])\s*(?=\S)/;

/** A name is short; a paragraph that begins with a dash and goes on is a line of dialogue. */
const longestAuthor = 100;

/**
 * A quote with its author: the last paragraph of the blockquote, its last line, or the paragraph just
 * behind it, when that starts with a dash. `taken` says whether the paragraph behind was the author.
 */
export function readQuote(
  page: Page,
  node: Blockquote,
  next: Nodes | undefined,
): { quote: BlockOf<'quote'>; taken: boolean } {
  const inside = splitAuthor(page, node);
  const author = inside.author ? readAuthor(page, inside.author) : authorBehind(page, next);
  const quote: BlockOf<'quote'> = {
    kind: 'quote',
    content: readFlows(page, inside.content),
    ...(author ? { author } : {}),
  };
  page.places.set(quote, page.placeOf(node));
  return { quote, taken: author !== undefined && !inside.author };
}

function authorBehind(page: Page, next: Nodes | undefined): Inline[] | undefined {
  if (next?.type !== 'paragraph' || !startsWithDash(next.children)) return undefined;
  const author = readAuthor(page, next.children);
  return plainWords(author).length <= longestAuthor ? author : undefined;
}

function splitAuthor(
  page: Page,
  node: Blockquote,
): { content: readonly Nodes[]; author?: readonly PhrasingContent[] } {
  const last = node.children.at(-1);
  if (last?.type !== 'paragraph') return { content: node.children };
  const before = node.children.slice(0, -1);
  if (startsWithDash(last.children)) {
    return before.length > 0 ? { content: before, author: last.children } : { content: node.children };
  }
  const split = splitLastLine(page, last);
  return split ? { content: [...before, split.words], author: split.author } : { content: node.children };
}

/** A paragraph whose last line starts with a dash, as words and author. */
function splitLastLine(
  page: Page,
  paragraph: Paragraph,
): { words: Paragraph; author: PhrasingContent[] } | undefined {
  for (let i = paragraph.children.length - 1; i >= 0; i -= 1) {
    const child = paragraph.children[i] as PhrasingContent;
    const rest = paragraph.children.slice(i + 1);
    if (child.type === 'break') {
      if (!startsWithDash(rest)) return undefined;
      return { words: { ...paragraph, children: paragraph.children.slice(0, i) }, author: rest };
    }
    if (child.type !== 'text' || !child.value.includes('\n')) continue;
    const [head, tail] = splitAtLastLine(page, child);
    if (!startsWithDash([tail, ...rest])) return undefined;
    return {
      words: { ...paragraph, children: [...paragraph.children.slice(0, i), head] },
      author: [tail, ...rest],
    };
  }
  return undefined;
}

/** Two texts with a position each, so that a fault in one is not reported for both. */
function splitAtLastLine(page: Page, text: Text): [Text, Text] {
  const cut = text.value.lastIndexOf('\n');
  const rawCut = page.raw(text).lastIndexOf('\n');
  const head: Text = { type: 'text', value: text.value.slice(0, cut) };
  const tail: Text = { type: 'text', value: text.value.slice(cut + 1) };
  if (text.position && rawCut >= 0) {
    const middle = { ...text.position.start, offset: page.range(text)[0] + rawCut + 1 };
    head.position = { start: text.position.start, end: middle };
    tail.position = { start: middle, end: text.position.end };
  }
  return [head, tail];
}

function startsWithDash(nodes: readonly PhrasingContent[]): boolean {
  const [first] = nodes;
  if (first?.type !== 'text') return false;
  return dash.test(first.value) || (nodes.length > 1 && /^\s*(?:--+|[—–―])\s*$/.test(first.value));
}

function readAuthor(page: Page, nodes: readonly PhrasingContent[]): Inline[] {
  const [first, ...rest] = readInlines(page, nodes);
  if (first?.kind !== 'text') return first ? [first, ...rest] : rest;
  const text = first.text.replace(/^\s*(?:--+|[—–―])\s*/, '');
  return text === '' ? rest : [{ kind: 'text', text }, ...rest];
}
