import type { Nodes, Paragraph, PhrasingContent } from 'mdast';
import type { ContainerDirective } from 'mdast-util-directive';
import type { Block, BlockOf, Flow } from '../block.ts';
import { reportBrokenTable } from './broken-table.ts';
import { readDirective } from './directives.ts';
import { readFlow, readHtmlBlock, readItem } from './flow.ts';
import { readInlines } from './inline.ts';
import { isReadingList, readReadingList } from './links.ts';
import type { Page } from './page.ts';
import { readQuote } from './quote.ts';
import { reportStrayFences } from './stray-fence.ts';

/** Where blocks are being read: what encloses them, and how an included file is read. */
export interface Surroundings {
  readonly inside: 'issue' | 'callout' | 'sponsor' | 'only';
  /** The directive that stands around, in the same file. */
  readonly outer?: ContainerDirective;
  readonly include: (page: Page, node: Nodes, file: string, inside: Surroundings['inside']) => Block[];
}

/** Reads siblings: neighbouring paragraphs, lists, tables and code make one `text` block. */
export function readBlocks(page: Page, nodes: readonly Nodes[], around: Surroundings): Block[] {
  const blocks: Block[] = [];
  let flows: { first: Nodes; content: Flow[] } | undefined;
  const endText = (): void => {
    if (flows && flows.content.length > 0) blocks.push(textBlock(page, flows.first, flows.content));
    flows = undefined;
  };
  for (let i = 0; i < nodes.length; i += 1) {
    const node = nodes[i] as Nodes;
    if (node.type === 'definition' || node.type === 'footnoteDefinition') continue;
    if (isText(page, node)) {
      if (node.type === 'paragraph') {
        reportStrayFences(page, node);
        reportBrokenTable(page, node);
      }
      flows ??= { first: node, content: [] };
      flows.content.push(...readFlow(page, node));
      continue;
    }
    endText();
    if (node.type === 'blockquote') {
      const { quote, taken } = readQuote(page, node, nodes[i + 1]);
      blocks.push(quote);
      if (taken) i += 1;
    } else blocks.push(...readBlock(page, node, around));
  }
  endText();
  return blocks;
}

function isText(page: Page, node: Nodes): boolean {
  if (node.type === 'paragraph') return pictureAlone(node) === undefined;
  if (node.type === 'list') return !node.ordered && !isReadingList(page, node);
  return node.type === 'table' || node.type === 'code';
}

function textBlock(page: Page, first: Nodes, content: readonly Flow[]): BlockOf<'text'> {
  const block: BlockOf<'text'> = { kind: 'text', content };
  page.places.set(block, page.placeOf(first));
  return block;
}

function readBlock(page: Page, node: Nodes, around: Surroundings): Block[] {
  switch (node.type) {
    case 'heading': {
      const level = node.depth <= 2 ? 2 : 3;
      return [placed(page, node, { kind: 'heading', level, text: readInlines(page, node.children) })];
    }
    case 'list': {
      if (!node.ordered) return [readReadingList(page, node)];
      const items = node.children.map((item) => readItem(page, item));
      return [placed(page, node, { kind: 'steps', start: node.start ?? 1, items })];
    }
    case 'paragraph':
      return readImage(page, node);
    case 'thematicBreak':
      return [placed(page, node, { kind: 'divider' })];
    case 'html':
      return readHtmlBlock(page, node, (children) => readBlocks(page, children, around));
    case 'containerDirective':
    case 'leafDirective':
      return readDirective(page, node, around);
    default:
      return [];
  }
}

function placed<B extends Block>(page: Page, node: Nodes, block: B): B {
  page.places.set(block, page.placeOf(node));
  return block;
}

/** The picture of a paragraph that holds nothing else, linked or not. */
function pictureAlone(paragraph: Paragraph): PhrasingContent | undefined {
  const parts = paragraph.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  const [only] = parts;
  if (parts.length !== 1 || only === undefined) return undefined;
  if (only.type === 'image' || only.type === 'imageReference') return only;
  const linked = only.type === 'link' || only.type === 'linkReference' ? only.children : [];
  const [inner] = linked;
  return linked.length === 1 && (inner?.type === 'image' || inner?.type === 'imageReference')
    ? only
    : undefined;
}

function readImage(page: Page, node: Paragraph): Block[] {
  const alone = pictureAlone(node);
  const [inline] = alone ? readInlines(page, [alone]) : [];
  const picture = inline?.kind === 'link' ? inline.children[0] : inline;
  if (!alone || picture?.kind !== 'picture') return [];
  const caption = captionOf(page, alone);
  const image: BlockOf<'image'> = {
    kind: 'image',
    src: picture.src,
    alt: picture.alt,
    ...(caption ? { caption } : {}),
    ...(inline?.kind === 'link' ? { href: inline.url } : {}),
  };
  page.places.set(image, page.placeOf(node));
  const source = page.places.source(picture);
  const target = inline?.kind === 'link' ? page.places.target(inline) : undefined;
  if (source) page.places.setSource(image, source);
  if (target) page.places.setTarget(image, target);
  return [image];
}

function captionOf(page: Page, node: PhrasingContent): string | undefined {
  if (node.type === 'image') return node.title ?? undefined;
  if (node.type === 'imageReference') return page.definition(node.identifier)?.title ?? undefined;
  return 'children' in node && node.children[0]
    ? captionOf(page, node.children[0] as PhrasingContent)
    : undefined;
}
