import type { Block, Flow, LinkItem, ListItem } from './block.ts';
import type { Field, Inline } from './inline.ts';
import { plainWords } from './inline.ts';
import type { Issue } from './issue.ts';

/** Something in an issue that leads to an address. */
export interface LinkPart {
  /** The node whose place is known: a link, a reading list's item, a button, an image, a sponsor, a video. */
  readonly node: object;
  readonly url: string;
  /** The words that are clicked; empty where a picture is. */
  readonly words: string;
  readonly hasPicture: boolean;
}

export interface PicturePart {
  readonly node: object;
  readonly src: string;
  readonly alt: string;
}

/** Every block, those inside others too, in reading order. */
export function* blocksOf(blocks: readonly Block[]): Generator<Block> {
  for (const block of blocks) {
    yield block;
    if ('blocks' in block) yield* blocksOf(block.blocks);
  }
}

/** Every inline of the blocks, those inside others too, in reading order. */
function* inlinesOf(blocks: readonly Block[]): Generator<Inline> {
  for (const block of blocksOf(blocks)) {
    for (const inlines of proseOf(block)) yield* withInner(inlines);
  }
}

/** Every address the blocks lead to. */
export function* linksOf(blocks: readonly Block[]): Generator<LinkPart> {
  for (const block of blocksOf(blocks)) {
    yield* ownLinks(block);
    for (const inlines of proseOf(block)) {
      for (const inline of withInner(inlines)) {
        if (inline.kind === 'link') yield linkPart(inline, inline.url, inline.children);
      }
    }
  }
}

export function* picturesOf(blocks: readonly Block[]): Generator<PicturePart> {
  for (const block of blocksOf(blocks)) {
    if (block.kind === 'image') yield { node: block, src: block.src, alt: block.alt };
    if (block.kind === 'video') yield { node: block, src: block.poster, alt: block.alt };
    for (const inlines of proseOf(block)) {
      for (const inline of withInner(inlines)) {
        if (inline.kind === 'picture') yield { node: inline, src: inline.src, alt: inline.alt };
      }
    }
  }
}

/** Every merge field of an issue: subject, preview, blocks. */
export function* fieldsOf(issue: Issue): Generator<Field> {
  for (const inlines of [issue.subject ?? [], issue.preview ?? []]) {
    for (const inline of inlines) if (inline.kind === 'field') yield inline;
  }
  for (const inline of inlinesOf(issue.blocks)) if (inline.kind === 'field') yield inline;
}

function* ownLinks(block: Block): Generator<LinkPart> {
  switch (block.kind) {
    case 'button':
      yield linkPart(block, block.href, block.label);
      break;
    case 'links':
      for (const item of block.items) yield linkPart(item, item.url, item.title);
      break;
    case 'image':
      if (block.href !== undefined)
        yield { node: block, url: block.href, words: block.alt, hasPicture: true };
      break;
    case 'sponsor':
      if (block.href !== undefined)
        yield { node: block, url: block.href, words: block.name, hasPicture: false };
      break;
    case 'video':
      yield { node: block, url: block.href, words: block.alt, hasPicture: true };
      break;
    default:
  }
}

function linkPart(node: object, url: string, words: readonly Inline[]): LinkPart {
  const hasPicture = words.some((inline) => inline.kind === 'picture');
  return { node, url, words: plainWords(words), hasPicture };
}

function* withInner(inlines: readonly Inline[]): Generator<Inline> {
  for (const inline of inlines) {
    yield inline;
    if ('children' in inline) yield* withInner(inline.children);
  }
}

/** The lines of prose that a block itself holds, not those of blocks inside it. */
function* proseOf(block: Block): Generator<readonly Inline[]> {
  switch (block.kind) {
    case 'text':
      yield* proseOfFlows(block.content);
      break;
    case 'heading':
      yield block.text;
      break;
    case 'steps':
    case 'notes':
      yield* proseOfItems(block.items);
      break;
    case 'links':
      for (const item of block.items) yield* proseOfLink(item);
      break;
    case 'quote':
      yield* proseOfFlows(block.content);
      if (block.author) yield block.author;
      break;
    case 'button':
      yield block.label;
      break;
    default:
  }
}

function* proseOfLink(item: LinkItem): Generator<readonly Inline[]> {
  yield item.title;
  if (item.by) yield item.by;
  if (item.note) yield* proseOfFlows(item.note);
}

function* proseOfItems(items: readonly ListItem[]): Generator<readonly Inline[]> {
  for (const item of items) yield* proseOfFlows(item.content);
}

function* proseOfFlows(flows: readonly Flow[]): Generator<readonly Inline[]> {
  for (const flow of flows) {
    switch (flow.kind) {
      case 'paragraph':
        yield flow.content;
        break;
      case 'list':
        yield* proseOfItems(flow.items);
        break;
      case 'table':
        for (const row of flow.rows) yield* row;
        break;
      case 'quotation':
        yield* proseOfFlows(flow.content);
        break;
      default:
    }
  }
}
