import type { Nodes, PhrasingContent } from 'mdast';
import type { ContainerDirective, LeafDirective } from 'mdast-util-directive';
import { nearest } from '../../finding/nearest.ts';
import type { Place } from '../../finding/place.ts';
import { type Block, type BlockOf, calloutTones } from '../block.ts';
import { readBlocks, type Surroundings } from './blocks.ts';
import { readInlines } from './inline.ts';
import type { Page } from './page.ts';

type DirectiveNode = ContainerDirective | LeafDirective;

/** What each of the six directives takes; there are no more. */
const directives = {
  button: { form: 'leaf', required: ['href'], optional: [], example: '::button[Read on]{href="https://…"}' },
  callout: { form: 'container', required: [], optional: ['tone'], example: ':::callout{tone=note}' },
  sponsor: {
    form: 'container',
    required: ['name'],
    optional: ['href'],
    example: ':::sponsor{name="Example Ltd"}',
  },
  only: { form: 'container', required: ['segment'], optional: [], example: ':::only{segment=press}' },
  include: { form: 'leaf', required: ['file'], optional: [], example: '::include{file="intro.md"}' },
  video: {
    form: 'leaf',
    required: ['href', 'poster', 'alt'],
    optional: [],
    example: '::video{href="https://…" poster="still.jpg" alt="What it shows"}',
  },
} as const;

type DirectiveName = keyof typeof directives;

export function readDirective(page: Page, node: DirectiveNode, around: Surroundings): Block[] {
  if (isKnown(node.name) && !hasRightForm(page, node, node.name)) return contents(page, node, around);
  if (node.type === 'containerDirective') reportUnclosed(page, node);
  if (!isKnown(node.name)) {
    reportUnknown(page, node);
    return contents(page, node, around);
  }
  const attributes = readAttributes(page, node, node.name);
  return attributes === undefined
    ? contents(page, node, around)
    : build(page, node, node.name, attributes, around);
}

function isKnown(name: string): name is DirectiveName {
  return Object.hasOwn(directives, name);
}

function build(
  page: Page,
  node: DirectiveNode,
  name: DirectiveName,
  attributes: Readonly<Record<string, string>>,
  around: Surroundings,
): Block[] {
  const of = (key: string): string => attributes[key] ?? '';
  switch (name) {
    case 'button':
      return buildButton(page, node, of('href'));
    case 'video':
      return [buildVideo(page, node, { href: of('href'), poster: of('poster'), alt: of('alt') })];
    case 'include':
      return around.include(page, node, of('file'));
    case 'only': {
      const blocks = contents(page, node, around.inside === 'issue' ? { ...around, inside: 'only' } : around);
      return [placed(page, node, { kind: 'only', segment: of('segment'), blocks }, of('segment'))];
    }
    case 'callout': {
      if (!mayStand(page, node, around)) return contents(page, node, around);
      const tone = readTone(page, node, attributes['tone']);
      return [
        placed(page, node, {
          kind: 'callout',
          tone,
          blocks: contents(page, node, { ...around, inside: name }),
        }),
      ];
    }
    case 'sponsor': {
      if (!mayStand(page, node, around)) return contents(page, node, around);
      const blocks = contents(page, node, { ...around, inside: name });
      const href = attributes['href'];
      const sponsor: Block = {
        kind: 'sponsor',
        name: of('name'),
        ...(href === undefined ? {} : { href }),
        blocks,
      };
      return [placed(page, node, sponsor, href)];
    }
  }
}

function placed<B extends Block>(page: Page, node: Nodes, block: B, target?: string): B {
  page.places.set(block, page.firstLineOf(node));
  if (target) page.places.setTarget(block, attributePlace(page, node, target));
  return block;
}

function buildButton(page: Page, node: DirectiveNode, href: string): Block[] {
  const label = readInlines(page, node.children as PhrasingContent[]);
  if (label.length === 0) {
    page.report(
      'error',
      'directive/label',
      'This button has no words on it',
      page.firstLineOf(node),
      `Write them in brackets: ${directives.button.example}.`,
    );
    return [];
  }
  return [placed(page, node, { kind: 'button', label, href }, href)];
}

function buildVideo(
  page: Page,
  node: DirectiveNode,
  given: Omit<BlockOf<'video'>, 'kind'>,
): BlockOf<'video'> {
  const video = placed(page, node, { kind: 'video', ...given } as const, given.href);
  page.places.setSource(video, attributePlace(page, node, given.poster));
  return video;
}

function positionAround(nodes: readonly Nodes[]): Nodes['position'] {
  const [start, end] = [nodes[0]?.position?.start, nodes.at(-1)?.position?.end];
  return start && end ? { start, end } : undefined;
}

/** What stands in a container; a leaf that was taken for one has its label as words. */
function contents(page: Page, node: DirectiveNode, around: Surroundings): Block[] {
  if (node.type === 'containerDirective') return readBlocks(page, node.children, around);
  if (node.children.length === 0) return [];
  const position = positionAround(node.children);
  const paragraph = {
    type: 'paragraph' as const,
    children: node.children,
    ...(position ? { position } : {}),
  };
  return readBlocks(page, [paragraph as Nodes], around);
}

function hasRightForm(page: Page, node: DirectiveNode, name: DirectiveName): boolean {
  const { form, example } = directives[name];
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

/** A container runs to the end of what encloses it when its closing colons are missing. */
function reportUnclosed(page: Page, node: ContainerDirective): void {
  const raw = page.raw(node);
  const opening = /^:+/.exec(raw)?.[0].length ?? 3;
  const closing = /(?:^|\n)[ \t>]*(:{3,})[ \t]*$/.exec(raw.trimEnd())?.[1]?.length ?? 0;
  if (raw === '' || closing >= opening) return;
  page.report(
    'error',
    'directive/unclosed',
    `This ${node.name} is never closed, and swallows all that follows`,
    page.firstLineOf(node),
    `Put ${':'.repeat(opening)} on a line of its own where it ends.`,
  );
}

function reportUnknown(page: Page, node: DirectiveNode): void {
  const known = nearest(node.name, Object.keys(directives));
  page.report(
    'error',
    'directive/unknown',
    `There is no directive “${node.name}”`,
    namePlace(page, node),
    known
      ? `Did you mean “${known}”? ${directives[known as DirectiveName].example}`
      : `There are six: ${Object.keys(directives).join(', ')}.`,
  );
}

function namePlace(page: Page, node: DirectiveNode): Place {
  const [start] = page.range(node);
  const colons = /^:*/.exec(page.raw(node))?.[0].length ?? 0;
  return page.place(start + colons, start + colons + node.name.length);
}

/** The attributes a directive takes, or nothing when one that it needs is missing. */
function readAttributes(
  page: Page,
  node: DirectiveNode,
  name: DirectiveName,
): Readonly<Record<string, string>> | undefined {
  const { required, optional, example } = directives[name];
  const given = node.attributes ?? {};
  const known: readonly string[] = [...required, ...optional];
  for (const key of Object.keys(given)) {
    if (/^[“”„‘’]/.test(given[key] ?? '')) reportCurlyQuotes(page, node, key, given[key] ?? '');
    if (!known.includes(key)) reportAttribute(page, node, key, given[key] ?? '', known);
  }
  const missing = required.filter((key) => !given[key]);
  for (const key of missing) {
    page.report(
      'error',
      'directive/missing-attribute',
      `This ${name} has no ${key}`,
      page.firstLineOf(node),
      `Write ${example}.`,
    );
  }
  if (missing.length > 0) return undefined;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, (value ?? '').replace(/^[“”„‘’]|[“”’]$/g, '')]),
  );
}

function reportCurlyQuotes(page: Page, node: DirectiveNode, key: string, value: string): void {
  page.report(
    'error',
    'directive/quotes',
    'Values of a directive stand in straight quotes',
    attributePlace(page, node, value),
    `Write ${key}="${value.replace(/[“”„‘’]/g, '')}".`,
  );
}

function reportAttribute(
  page: Page,
  node: DirectiveNode,
  key: string,
  value: string,
  known: readonly string[],
): void {
  page.report(
    'error',
    'directive/unknown-attribute',
    `${node.name} takes no “${key}”`,
    attributePlace(page, node, key),
    adviceOnAttribute(key, value, known),
  );
}

function adviceOnAttribute(key: string, value: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant) return `Did you mean “${meant}”?`;
  const taken = `It takes ${known.join(', ')}.`;
  return value === ''
    ? `${taken} A value of several words needs quotes: ${known.at(-1)}="two words".`
    : taken;
}

/** Where a key or a value stands on the directive's own line. */
function attributePlace(page: Page, node: Nodes, part: string): Place {
  const [start] = page.range(node);
  const line = page.raw(node).split(/\r?\n/, 1)[0] ?? '';
  const braces = Math.max(0, line.indexOf('{'));
  const at = line.indexOf(part, braces);
  return at < 0 ? page.firstLineOf(node) : page.place(start + at, start + at + part.length);
}

function readTone(page: Page, node: DirectiveNode, given: string | undefined): (typeof calloutTones)[number] {
  const tone = calloutTones.find((known) => known === (given ?? 'note'));
  if (tone) return tone;
  const meant = nearest(given ?? '', calloutTones);
  page.report(
    'error',
    'directive/value',
    `There is no tone “${given}”`,
    attributePlace(page, node, given ?? ''),
    meant ? `Did you mean “${meant}”?` : `Tones are ${calloutTones.join(', ')}.`,
  );
  return 'note';
}
