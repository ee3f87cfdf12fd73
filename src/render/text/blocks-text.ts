import type { Block, BlockOf, LinkItem } from '../../issue/block.ts';
import { blocksFor } from '../audience.ts';
import { withoutControls } from '../escape.ts';
import { addressOf } from '../rendition.ts';
import { apart, flowLines, inner, numberedItems, paragraphLines, quoted } from './flow-text.ts';
import { inlineText, numbered, pictureWords } from './inline-text.ts';
import { lineWidth, type TextPress } from './press.ts';
import { hang, unglued, wrap } from './wrap.ts';

/** All blocks as lines: a blank line between them, each section ended by the addresses of its links. */
export function blocksLines(blocks: readonly Block[], press: TextPress): string[] {
  const groups: string[][] = [];
  for (const { block } of blocksFor(press.audience, blocks)) {
    const begins = beginsSection(block, press);
    if (begins) groups.push(press.links.take());
    const lines = blockLines(block, lineWidth, press);
    groups.push(begins && lines.length > 0 ? ['', ...lines] : lines);
  }
  return apart([...groups, press.links.take()]);
}

function beginsSection(block: Block, { levels }: TextPress): boolean {
  return block.kind === 'notes' || (block.kind === 'heading' && levels.get(block) === 2);
}

function within(blocks: readonly Block[], width: number, press: TextPress): string[] {
  return apart(blocksFor(press.audience, blocks).map(({ block }) => blockLines(block, width, press)));
}

function blockLines(block: Block, width: number, press: TextPress): string[] {
  switch (block.kind) {
    case 'text':
      return flowLines(block.content, width, press);
    case 'heading':
      return underlined(
        inlineText(block.text, press),
        press.levels.get(block) === 2 ? '-' : '~',
        width,
        press,
      );
    case 'steps':
      return apart(numberedItems(block.items, block.start, width, press));
    case 'links':
      return linksLines(block, width, press);
    case 'quote':
      return quoteLines(block, width, press);
    case 'image':
      return imageLines(block, width, press);
    case 'divider':
      return [`${' '.repeat(Math.floor(width / 2) - 2)}* * *`];
    case 'button':
      return addressed(inlineText(block.label, press), block.href, width, press);
    case 'callout':
      return boxed(press.rendition.words[block.tone], block.blocks, [], width, press);
    case 'sponsor':
      return sponsorLines(block, width, press);
    case 'only':
      return within(block.blocks, width, press);
    case 'video':
      return addressed(videoWords(block, press), block.href, width, press);
    case 'notes':
      return notesLines(block, width, press);
  }
}

/** Words with a rule below, as long as they are. */
export function underlined(text: string, rule: string, width: number, press: TextPress): string[] {
  const lines = paragraphLines(text, width, press);
  const longest = Math.max(0, ...lines.map(press.measure));
  return lines.length === 0 ? [] : [...lines, rule.repeat(Math.min(Math.max(longest, 3), width))];
}

function linksLines({ items }: BlockOf<'links'>, width: number, press: TextPress): string[] {
  const groups = items.map((item) => hang(linkLines(item, inner(width, 2), press), '- ', '  '));
  const trimmed = groups.map((group) => group.map((line) => line.trimEnd()));
  return items.some((item) => item.note?.length) ? apart(trimmed) : trimmed.flat();
}

function linkLines(item: LinkItem, width: number, press: TextPress): string[] {
  const words = inlineText(item.title, press).trim();
  const address = addressOf(item.url, press.rendition);
  const title = address === undefined ? words || item.url : words ? numbered(words, address, press) : address;
  const by = item.by ? `, ${press.rendition.words.by} ${inlineText(item.by, press).trim()}` : '';
  return [...wrap(title + by, width, press.measure), ...flowLines(item.note ?? [], width, press)];
}

function quoteLines({ content, author }: BlockOf<'quote'>, width: number, press: TextPress): string[] {
  const room = inner(width, 2);
  const words = flowLines(content, room, press);
  const name = author ? inlineText(author, press).trim() : '';
  const signed = name === '' ? [] : hang(wrap(`— ${name}`, inner(room, 2), press.measure), '', '  ');
  return quoted([...words, ...signed]);
}

function imageLines(block: BlockOf<'image'>, width: number, press: TextPress): string[] {
  const address = block.href === undefined ? undefined : addressOf(block.href, press.rendition);
  const words = pictureWords(block.alt, press);
  const linked = address === undefined ? words : words === '' ? address : numbered(words, address, press);
  return [
    ...paragraphLines(linked, width, press),
    ...paragraphLines(withoutControls(block.caption ?? ''), width, press),
  ];
}

/** `Words: address` where both fit on a line, otherwise the address on its own. */
function addressed(words: string, href: string, width: number, press: TextPress): string[] {
  const address = addressOf(href, press.rendition);
  const label = unglued(words).replace(/\s+/g, ' ').trim();
  if (address === undefined) return paragraphLines(label, width, press);
  if (label === '' || label === address) return [address];
  const whole = `${label}: ${address}`;
  return press.measure(whole) <= width ? [whole] : [...wrap(`${label}:`, width, press.measure), address];
}

function videoWords({ alt }: BlockOf<'video'>, { rendition }: TextPress): string {
  const words = withoutControls(alt).trim();
  return words === '' ? rendition.words.video : `${rendition.words.video} (${words})`;
}

function sponsorLines({ name, href, blocks }: BlockOf<'sponsor'>, width: number, press: TextPress): string[] {
  const address = href === undefined ? undefined : addressOf(href, press.rendition);
  const label = `${press.rendition.words.sponsor}: ${withoutControls(name)}`;
  return boxed(label, blocks, address === undefined ? [] : [address], width, press);
}

/** Blocks with a bar beside them, under a label. */
function boxed(
  label: string,
  blocks: readonly Block[],
  foot: readonly string[],
  width: number,
  press: TextPress,
): string[] {
  const room = inner(width, 2);
  const lines = apart([wrap(label, room, press.measure), within(blocks, room, press), foot]);
  return lines.map((line) => `| ${line}`.trimEnd());
}

function notesLines({ items }: BlockOf<'notes'>, width: number, press: TextPress): string[] {
  const heading = underlined(press.rendition.words.notes, '-', width, press);
  return apart([heading, ...numberedItems(items, 1, width, press)]);
}
