import type { Paragraph, PhrasingContent } from 'mdast';
import { nearest } from '../../finding/nearest.ts';
import type { Place } from '../../finding/place.ts';
import type { Block, BlockOf } from '../block.ts';
import { readBlocks, type Surroundings } from './blocks.ts';
import {
  type Attributes,
  type DirectiveNode,
  placeOfValue,
  readAttributes,
  readTone,
} from './directive-attributes.ts';
import { type DirectiveName, directiveForms, isDirective } from './directive-forms.ts';
import { readInlines } from './inline.ts';
import type { Page } from './page.ts';
import { reportUnclosed } from './unclosed.ts';

/** The blocks a directive makes; one that cannot be used keeps what it encloses. */
export function readDirective(page: Page, node: DirectiveNode, around: Surroundings): Block[] {
  if (!isUsable(page, node, around)) return contents(page, node, around);
  const given = readAttributes(page, node, node.name);
  return given && mayStand(page, node, around)
    ? build(page, node, given, around)
    : contents(page, node, around);
}

type UsableDirective = DirectiveNode & { readonly name: DirectiveName };

function isUsable(page: Page, node: DirectiveNode, around: Surroundings): node is UsableDirective {
  if (!isDirective(node.name)) {
    if (node.type === 'containerDirective') reportUnclosed(page, node, around);
    reportUnknown(page, node);
    return false;
  }
  if (!hasRightForm(page, node, node.name)) return false;
  if (node.type === 'containerDirective') reportUnclosed(page, node, around);
  return true;
}

function build(page: Page, node: UsableDirective, given: Attributes, around: Surroundings): Block[] {
  switch (node.name) {
    case 'button':
      return buildButton(page, node, given);
    case 'video':
      return [buildVideo(page, node, given)];
    case 'include':
      return around.include(page, node, given['file'] ?? '', around.inside);
    case 'only':
      return [buildOnly(page, node, given, around)];
    case 'callout':
      return [buildCallout(page, node, given, around)];
    case 'sponsor':
      return [buildSponsor(page, node, given, around)];
  }
}

function buildButton(page: Page, node: DirectiveNode, given: Attributes): Block[] {
  const label = readInlines(page, node.children as PhrasingContent[]);
  if (label.length > 0) {
    return [placed(page, node, { kind: 'button', label, href: given['href'] ?? '' }, 'href')];
  }
  page.report(
    'error',
    'directive/label',
    'This button has no words on it',
    page.firstLineOf(node),
    `Write them in brackets: ${directiveForms.button.example}.`,
  );
  return [];
}

function buildVideo(page: Page, node: DirectiveNode, given: Attributes): BlockOf<'video'> {
  const { href = '', poster = '', alt = '' } = given;
  const video = placed(page, node, { kind: 'video', href, poster, alt } as const, 'href');
  page.places.setSource(video, placeOfValue(page, node, 'poster'));
  return video;
}

function buildOnly(page: Page, node: DirectiveNode, given: Attributes, around: Surroundings): Block {
  const inner = around.inside === 'issue' ? { ...around, inside: 'only' as const } : around;
  const blocks = contents(page, node, inner);
  return placed(page, node, { kind: 'only', segment: given['segment'] ?? '', blocks }, 'segment');
}

function buildCallout(page: Page, node: DirectiveNode, given: Attributes, around: Surroundings): Block {
  const tone = readTone(page, node, given['tone']);
  const blocks = contents(page, node, { ...around, inside: 'callout' });
  return placed(page, node, { kind: 'callout', tone, blocks });
}

function buildSponsor(page: Page, node: DirectiveNode, given: Attributes, around: Surroundings): Block {
  const { name = '', href } = given;
  const blocks = contents(page, node, { ...around, inside: 'sponsor' });
  const block = { kind: 'sponsor', name, ...(href === undefined ? {} : { href }), blocks } as const;
  return href === undefined ? placed(page, node, block) : placed(page, node, block, 'href');
}

/** `key` is the attribute that holds the address or the segment a finding would be about. */
function placed<B extends Block>(page: Page, node: DirectiveNode, block: B, key?: string): B {
  page.places.set(block, page.firstLineOf(node));
  if (key !== undefined) page.places.setTarget(block, placeOfValue(page, node, key));
  return block;
}

/** What stands in a container; a leaf that cannot be used has its label as words. */
function contents(page: Page, node: DirectiveNode, around: Surroundings): Block[] {
  if (node.type === 'containerDirective') return readBlocks(page, node.children, { ...around, outer: node });
  const [start, end] = [node.children[0]?.position?.start, node.children.at(-1)?.position?.end];
  if (!start || !end) return [];
  const paragraph: Paragraph = { type: 'paragraph', children: node.children, position: { start, end } };
  return readBlocks(page, [paragraph], around);
}

function hasRightForm(page: Page, node: DirectiveNode, name: DirectiveName): boolean {
  const { form, example } = directiveForms[name];
  if ((form === 'leaf') === (node.type === 'leafDirective')) return true;
  page.report(
    'error',
    'directive/form',
    form === 'leaf'
      ? `${name} stands on one line, with two colons`
      : `${name} encloses other blocks: three colons before it, and three on a line behind`,
    page.firstLineOf(node),
    `Write ${example}${form === 'leaf' ? '' : ', its text, and ::: below'}.`,
  );
  return false;
}

function mayStand(page: Page, node: DirectiveNode, around: Surroundings): boolean {
  if (node.name !== 'callout' && node.name !== 'sponsor') return true;
  if (around.inside === 'issue' || around.inside === 'only') return true;
  page.report(
    'error',
    'directive/misplaced',
    `A ${node.name} cannot stand inside a ${around.inside}`,
    page.firstLineOf(node),
    `Put it before or behind the ${around.inside}.`,
  );
  return false;
}

function reportUnknown(page: Page, node: DirectiveNode): void {
  const known = nearest(node.name, Object.keys(directiveForms));
  page.report(
    'error',
    'directive/unknown',
    `There is no directive “${node.name}”`,
    placeOfName(page, node),
    known
      ? `Did you mean “${known}”? ${directiveForms[known as DirectiveName].example}`
      : `There are six: ${Object.keys(directiveForms).join(', ')}.`,
  );
}

function placeOfName(page: Page, node: DirectiveNode): Place {
  const [start] = page.range(node);
  const colons = /^:*/.exec(page.raw(node))?.[0].length ?? 0;
  return page.place(start + colons, start + colons + node.name.length);
}
