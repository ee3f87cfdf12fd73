import type { Block, BlockOf, LinkItem } from '../../issue/block.ts';
import { blocksFor, type HeadingLevels } from '../audience.ts';
import { escapeHtml, type Html, html, joinHtml, trusted } from '../escape.ts';
import { addressOf, lineOf, type Rendition } from '../rendition.ts';
import type { Audience } from '../setting.ts';
import { oneLine } from '../subject.ts';
import type { Theme } from '../theme/theme.ts';
import { flowHtml, itemHtml } from './flow.ts';
import { inlineHtml } from './inline.ts';
import type { AnyBlockView, BlockView, BlockViewOf, PageView } from './views.ts';

/** What rendering blocks needs at every depth. */
export interface BlockPress {
  readonly rendition: Rendition;
  readonly theme: Theme;
  readonly audience: Audience;
  readonly page: PageView;
  readonly levels: HeadingLevels;
}

/** Where blocks stand: the place of the block around them, and the pixels there are for pictures. */
interface Room {
  readonly place: string;
  readonly width: number;
}

/** How much narrower pictures inside a box are: twice its padding and its bar. */
const boxInset = 44;

/** Blocks as MJML for an mj-column, each by its own template. */
export function blocksMjml(blocks: readonly Block[], press: BlockPress, room: Room): Html {
  return joinHtml(
    blocksFor(press.audience, blocks).map(({ block, number }, index) => {
      const place = `${room.place}-${number}`;
      const common: AnyBlockView = {
        ...press.page,
        place: escapeHtml(place),
        width: room.width,
        first: index === 0,
      };
      return composed(block, common, press, { ...room, place });
    }),
    '\n',
  );
}

function composed(block: Block, common: AnyBlockView, press: BlockPress, room: Room): Html {
  return trusted(press.theme.block[block.kind](viewOf(block, common, press, room)));
}

function viewOf(block: Block, common: AnyBlockView, press: BlockPress, room: Room): BlockView {
  const { rendition } = press;
  const { words } = rendition;
  const inline = (inlines: Parameters<typeof inlineHtml>[0]) => inlineHtml(inlines, rendition);
  const inBox = (blocks: readonly Block[]) =>
    blocksMjml(blocks, press, { ...room, width: Math.max(room.width - boxInset, 80) });
  switch (block.kind) {
    case 'text':
      return { ...common, content: flowHtml(block.content, rendition) };
    case 'heading':
      return headingView(block, common, press);
    case 'steps':
      return stepsView(block, common, rendition);
    case 'links':
      return {
        ...common,
        items: block.items.map((item, index) => linkView(item, index === block.items.length - 1, rendition)),
      };
    case 'quote':
      return {
        ...common,
        content: flowHtml(block.content, rendition),
        author: block.author && inline(block.author),
      };
    case 'image':
      return imageView(block, common, rendition);
    case 'divider':
      return common;
    case 'button':
      return { ...common, label: labelOf(block, rendition), href: href(block.href, rendition) };
    case 'callout':
      return {
        ...common,
        note: block.tone === 'note',
        tip: block.tone === 'tip',
        warning: block.tone === 'warning',
        label: escapeHtml(words[block.tone]),
        blocks: inBox(block.blocks),
      };
    case 'sponsor':
      return {
        ...common,
        label: escapeHtml(words.sponsor),
        name: escapeHtml(block.name),
        href: href(block.href, rendition),
        blocks: inBox(block.blocks),
      };
    case 'only':
      return { ...common, blocks: blocksMjml(block.blocks, press, room) };
    case 'video':
      return videoView(block, common, rendition);
    case 'notes':
      return {
        ...common,
        label: escapeHtml(words.notes),
        items: block.items.map((item, index) => ({ number: index + 1, content: itemHtml(item, rendition) })),
      };
  }
}

function headingView(
  block: BlockOf<'heading'>,
  common: AnyBlockView,
  press: BlockPress,
): BlockViewOf<'heading'> {
  const level = press.levels.get(block);
  const text = inlineHtml(block.text, press.rendition);
  return { ...common, level2: level === 2, level3: level === 3, text };
}

function stepsView(
  block: BlockOf<'steps'>,
  common: AnyBlockView,
  rendition: Rendition,
): BlockViewOf<'steps'> {
  const items = block.items.map((item, index) => ({
    number: block.start + index,
    content: itemHtml(item, rendition),
    last: index === block.items.length - 1,
  }));
  return { ...common, items };
}

function linkView(
  item: LinkItem,
  last: boolean,
  rendition: Rendition,
): BlockViewOf<'links'>['items'][number] {
  const url = href(item.url, rendition);
  const title = inlineHtml(item.title, rendition, true);
  return {
    title: title.trim() === '' ? escapeHtml(item.url) : title,
    url,
    by: item.by && html`${escapeHtml(rendition.words.by)} ${inlineHtml(item.by, rendition)}`,
    note: item.note?.length ? flowHtml(item.note, rendition) : undefined,
    last,
  };
}

function imageView(
  block: BlockOf<'image'>,
  common: AnyBlockView,
  rendition: Rendition,
): BlockViewOf<'image'> {
  const picture = rendition.pictures.find(block.src);
  return {
    ...common,
    width: Math.min(picture?.width ?? common.width, common.width),
    src: picture && escapeHtml(picture.address),
    alt: escapeHtml(oneLine(block.alt)),
    caption: block.caption === undefined ? undefined : escapeHtml(block.caption),
    href: href(block.href, rendition),
  };
}

function videoView(
  block: BlockOf<'video'>,
  common: AnyBlockView,
  rendition: Rendition,
): BlockViewOf<'video'> {
  const poster = rendition.pictures.find(block.poster);
  return {
    ...common,
    width: Math.min(poster?.width ?? common.width, common.width),
    href: href(block.href, rendition),
    poster: poster && escapeHtml(poster.address),
    alt: escapeHtml(oneLine(block.alt)),
    label: escapeHtml(rendition.words.video),
  };
}

/** A button's words; its address where it has none. */
function labelOf(block: BlockOf<'button'>, rendition: Rendition): Html {
  const blank = oneLine(lineOf(block.label, rendition)) === '';
  return blank ? escapeHtml(block.href) : inlineHtml(block.label, rendition, true);
}

function href(url: string | undefined, rendition: Rendition): Html | undefined {
  const address = url === undefined ? undefined : addressOf(url, rendition);
  return address === undefined ? undefined : escapeHtml(address);
}
