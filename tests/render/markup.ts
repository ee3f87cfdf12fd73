import { parseDocument } from 'htmlparser2';

/** A plain reading of HTML for assertions, with what a tolerant parser would pass over. */
export interface Markup {
  readonly elements: readonly ElementSeen[];
  /** Words outside of the head. */
  readonly words: string;
}

interface ElementSeen {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly words: string;
  /** Names of the elements around it, the nearest last. */
  readonly within: readonly string[];
}

export function readMarkup(html: string): Markup {
  const elements: ElementSeen[] = [];
  const visit = (node: Node, within: readonly string[]): string => {
    if (node.type === 'text') return node.data ?? '';
    const inside = node.name === undefined ? within : [...within, node.name];
    const position = elements.length;
    const words = (node.children ?? []).map((child) => visit(child, inside)).join('');
    if (node.name !== undefined && node.type !== 'directive') {
      elements.splice(position, 0, { name: node.name, attributes: node.attribs ?? {}, words, within });
    }
    return /^(head|style|script|title)$/.test(node.name ?? '') ? '' : words;
  };
  const words = visit(parseDocument(html) as unknown as Node, []);
  return { elements, words };
}

interface Node {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

/** Tags and names of attributes, without any value: what a reader's data must never change. */
export function structureOf(html: string): string[] {
  return readMarkup(html).elements.map(
    ({ name, attributes, within }) => `${within.join('>')}>${name}[${Object.keys(attributes).join(' ')}]`,
  );
}

const voidTags = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** Tags that have no partner, by a count that follows no rule of repair. */
export function unbalanced(html: string): string[] {
  const plain = html.replace(/<!--[\s\S]*?-->/g, '').replace(/<!doctype[^>]*>/i, '');
  const open: string[] = [];
  const faults: string[] = [];
  for (const [, slash, name] of plain.matchAll(/<(\/?)([a-z][a-z0-9:-]*)(?:\s[^>]*)?>/gi)) {
    const tag = name!.toLowerCase();
    if (voidTags.has(tag)) continue;
    if (slash !== '/') open.push(tag);
    else if (open.pop() !== tag) faults.push(`</${tag}>`);
  }
  return [...faults, ...open];
}

/** Text as one run of characters: what wrapping and indenting cannot change. */
export function squash(text: string): string {
  return text.replace(/\s+/g, '');
}
