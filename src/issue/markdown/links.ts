import type { List, ListItem as ListItemNode, Nodes, PhrasingContent, Text } from 'mdast';
import type { BlockOf, Flow, LinkItem } from '../block.ts';
import type { Inline } from '../inline.ts';
import { readFlows } from './flow.ts';
import { readInlines } from './inline.ts';
import type { Page } from './page.ts';

/**
 * Whether a bullet list is a reading list: every item starts with a link, and what follows the link, if
 * anything, is set off from it. An item that goes on in the middle of a sentence (“[Anna](…) wrote …”)
 * is prose, and so is its list.
 */
export function isReadingList(page: Page, list: List): boolean {
  return !list.ordered && list.children.every((item) => startsWithTitle(page, item));
}

function startsWithTitle(page: Page, item: ListItemNode): boolean {
  const [first] = item.children;
  if (first?.type !== 'paragraph' || typeof item.checked === 'boolean') return false;
  const [link, next] = first.children;
  if (!link || !resolves(page, link)) return false;
  return next === undefined || next.type === 'break' || (next.type === 'text' && isSetOff(next));
}

function resolves(page: Page, node: PhrasingContent): boolean {
  if (node.type === 'link') return node.children.some((child) => child.type !== 'image');
  return node.type === 'linkReference' && page.definition(node.identifier) !== undefined;
}

const setOff = /^\s*(?:$|\n|[,.:;—–―([|-]|by\s)/i;

function isSetOff(text: Text): boolean {
  return setOff.test(text.value);
}

export function readReadingList(page: Page, list: List): BlockOf<'links'> {
  const block: BlockOf<'links'> = {
    kind: 'links',
    items: list.children.map((item) => readLinkItem(page, item)),
  };
  page.places.set(block, page.placeOf(list));
  return block;
}

function readLinkItem(page: Page, node: ListItemNode): LinkItem {
  const [first, ...more] = node.children;
  const [link, ...rest] = first?.type === 'paragraph' ? readInlines(page, keepLineEnds(first.children)) : [];
  if (link?.kind !== 'link') throw new Error('a reading list whose item does not start with a link');
  const { by, note } = splitBy(rest);
  const notes: Flow[] = [...(note.length > 0 ? [{ kind: 'paragraph' as const, content: note }] : [])];
  notes.push(...readFlows(page, more as Nodes[]));
  const item: LinkItem = {
    title: link.children,
    url: link.url,
    ...(by.length > 0 ? { by } : {}),
    ...(notes.length > 0 ? { note: notes } : {}),
  };
  const place = page.places.of(link);
  const target = page.places.target(link);
  if (place) page.places.set(item, place);
  if (target) page.places.setTarget(item, target);
  return item;
}

/** A line end right behind the title or the author separates; it is marked so that it survives as a break. */
function keepLineEnds(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, i) => {
    const cut = node.type === 'text' && i === 1 ? node.value.indexOf('\n') : -1;
    if (node.type !== 'text' || cut < 0) return [node];
    const place = node.position ? { position: node.position } : {};
    const head: Text = { ...place, type: 'text', value: node.value.slice(0, cut) };
    return [
      head,
      { type: 'break' as const, ...place },
      { type: 'text' as const, value: node.value.slice(cut + 1) },
    ];
  });
}

/** `, by X` up to a line end, a colon, a dash or a bracket; what stands behind is the note. */
function splitBy(rest: readonly Inline[]): { by: Inline[]; note: Inline[] } {
  const [first] = rest;
  const opening = first?.kind === 'text' ? /^\s*,?\s*by\s+/i.exec(first.text) : null;
  if (first?.kind !== 'text' || !opening) return { by: [], note: trimLead(rest) };
  const behind: Inline[] = [{ kind: 'text', text: first.text.slice(opening[0].length) }, ...rest.slice(1)];
  for (const [i, inline] of behind.entries()) {
    if (inline.kind === 'break')
      return { by: trimEnd(behind.slice(0, i)), note: trimLead(behind.slice(i + 1)) };
    if (inline.kind !== 'text') continue;
    const cut = /\s*(?::\s|\s[—–-]+\s|\s\(|\s*\n|;\s)/.exec(inline.text);
    if (!cut) continue;
    const by: Inline[] = [...behind.slice(0, i), { kind: 'text', text: inline.text.slice(0, cut.index) }];
    return {
      by: trimEnd(by),
      note: trimLead([{ kind: 'text', text: inline.text.slice(cut.index) }, ...behind.slice(i + 1)]),
    };
  }
  return { by: trimEnd(behind), note: [] };
}

/** Without the marks that set a note off from its title; a lone full stop is nothing at all. */
function trimLead(inlines: readonly Inline[]): Inline[] {
  const [first, ...rest] = inlines;
  if (first?.kind === 'break') return trimLead(rest);
  if (first?.kind !== 'text') return [...inlines];
  const text = first.text.replace(/^[\s,.:;—–―|-]+/, '');
  return text === '' ? trimLead(rest) : [{ kind: 'text', text }, ...rest];
}

function trimEnd(inlines: readonly Inline[]): Inline[] {
  const last = inlines.at(-1);
  if (last?.kind !== 'text') return [...inlines];
  const text = last.text.trimEnd();
  return text === '' ? inlines.slice(0, -1) : [...inlines.slice(0, -1), { kind: 'text', text }];
}
