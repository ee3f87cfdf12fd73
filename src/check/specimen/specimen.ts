import type { Place } from '../../finding/place.ts';
import type { Block } from '../../issue/block.ts';
import type { ReadIssue } from '../../issue/read-issue.ts';
import { linksOf, picturesOf } from '../../issue/walk.ts';
import { fill } from '../../render/fill.ts';
import type { ReaderValues, RenderedIssue } from '../../render/template.ts';
import type { ThemeData } from '../../render/theme/theme-data.ts';
import { andAround, type Element, readTree } from './tree.ts';

/** What a specimen is made of. */
export interface SpecimenParts {
  readonly read: ReadIssue;
  /** With the blocks of every segment. */
  readonly rendered: RenderedIssue;
  readonly theme: ThemeData;
  /** Of a reader of whom nothing is known but an address. */
  readonly values: ReaderValues;
}

/** One copy of the mail, taken apart so that rules can look at it. */
export interface Specimen extends SpecimenParts {
  readonly subject: string;
  readonly preview: string;
  readonly text: string;
  readonly html: string;
  /** The HTML's elements, below one without a name. */
  readonly tree: Element;
  /** Where in the writer's file an element comes from; nothing for what the theme puts around the issue. */
  readonly placeOf: (element: Element) => Place | undefined;
}

export function takeApart(parts: SpecimenParts): Specimen {
  const { read, rendered, values } = parts;
  const html = fill(rendered.html, values);
  return {
    ...parts,
    subject: fill(rendered.subject, values),
    preview: fill(rendered.preview, values),
    text: fill(rendered.text, values),
    html,
    tree: readTree(html),
    placeOf: (element) => placeOf(element, read),
  };
}

/** A link or a picture is found by its address among those of its block; anything else is its block. */
function placeOf(element: Element, { issue, places }: ReadIssue): Place | undefined {
  const block = blockAround(element, issue.blocks);
  if (!block) return undefined;
  const { href } = element.attributes;
  const link = href === undefined ? undefined : [...linksOf([block])].find(({ url }) => url === href);
  if (link) return places.target(link.node);
  const pictures = element.name === 'img' ? [...picturesOf([block])] : [];
  const picture = pictures.find(({ alt }) => alt === element.attributes['alt']) ?? pictures[0];
  return picture ? places.source(picture.node) : places.of(block);
}

/** Every block's HTML carries its place in the issue as a class: `block-3-1`. */
function blockAround(element: Element, blocks: readonly Block[]): Block | undefined {
  for (const { attributes } of andAround(element)) {
    const path = /(?:^|\s)block((?:-\d+)+)(?:\s|$)/.exec(attributes['class'] ?? '')?.[1];
    if (path === undefined) continue;
    return blockAt(path.slice(1).split('-').map(Number), blocks);
  }
  return undefined;
}

function blockAt([number = 0, ...inner]: readonly number[], blocks: readonly Block[]): Block | undefined {
  const block = blocks[number - 1];
  if (block === undefined || inner.length === 0) return block;
  return 'blocks' in block ? blockAt(inner, block.blocks) : block;
}
