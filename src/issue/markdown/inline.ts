import type {
  FootnoteReference,
  Html,
  Image,
  ImageReference,
  Link,
  LinkReference,
  Nodes,
  PhrasingContent,
  Text,
} from 'mdast';
import { nearest } from '../../finding/nearest.ts';
import { shorten } from '../../finding/shorten.ts';
import { joinTexts, parseField } from '../field.ts';
import { malformedField } from '../field-fault.ts';
import type { Inline, InlineTag } from '../inline.ts';
import { classifyHtml } from './html.ts';
import { reportHtml } from './html-fault.ts';
import type { Page } from './page.ts';

/** Phrasing content as the issue holds it. What does not pass is reported and keeps its words. */
export function readInlines(page: Page, nodes: readonly PhrasingContent[]): Inline[] {
  const { inlines } = readUntil(page, nodes, 0, undefined);
  return joinTexts(inlines);
}

/** Tags within tags that are read as such; nobody writes more. */
const deepestTags = 20;

/** Reads siblings up to the close of `tag`, as raw tags stand beside what they enclose, not around it. */
function readUntil(
  page: Page,
  nodes: readonly PhrasingContent[],
  from: number,
  tag: InlineTag | undefined,
  depth = 0,
): { inlines: Inline[]; next: number; closed: boolean } {
  const inlines: Inline[] = [];
  let at = from;
  while (at < nodes.length) {
    const node = nodes[at] as PhrasingContent;
    at += 1;
    if (node.type !== 'html') {
      inlines.push(...readOne(page, node));
      continue;
    }
    const piece = classifyHtml(node.value);
    if (piece.kind === 'close' && piece.tag === tag) return { inlines, next: at, closed: true };
    if (piece.kind === 'open' && depth < deepestTags) {
      const inner = readUntil(page, nodes, at, piece.tag, depth + 1);
      at = inner.next;
      if (inner.closed) inlines.push({ kind: 'tag', tag: piece.tag, children: joinTexts(inner.inlines) });
      else {
        reportUnclosedTag(page, node, piece.tag);
        inlines.push(...inner.inlines);
      }
    } else inlines.push(...readHtml(page, node));
  }
  return { inlines, next: at, closed: false };
}

function readOne(page: Page, node: PhrasingContent): Inline[] {
  switch (node.type) {
    case 'text':
      return readText(page, node);
    case 'emphasis':
    case 'strong':
      return [{ kind: node.type, children: readInlines(page, node.children) }];
    case 'delete':
      return [{ kind: 'strike', children: readInlines(page, node.children) }];
    case 'inlineCode':
      return [{ kind: 'code', text: node.value }];
    case 'break':
      return [{ kind: 'break' }];
    case 'link':
    case 'linkReference':
      return readLink(page, node);
    case 'image':
    case 'imageReference':
      return readPicture(page, node);
    case 'footnoteReference':
      return readMark(page, node);
    case 'mergeField':
      return [readField(page, node)];
    default:
      return [{ kind: 'text', text: page.raw(node as Nodes) }];
  }
}

function readMark(page: Page, node: FootnoteReference): Inline[] {
  const number = page.noteNumber(node.identifier);
  return number === undefined ? [] : [{ kind: 'note', number }];
}

function readText(page: Page, node: Text): Inline[] {
  reportUndefinedReferences(page, node);
  reportLiquid(page, node);
  return [{ kind: 'text', text: joinLines(node.value) }];
}

/** A line end in the source is a space, but not between characters that are written without spaces. */
function joinLines(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  return rest.reduce((joined, line) => {
    const [left, right] = [joined.trimEnd(), line.trimStart()];
    return left + (endsUnspaced.test(left) && startsUnspaced.test(right) ? '' : ' ') + right;
  }, first);
}

const unspaced = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}、。，！？：；（）「」]';
const endsUnspaced = new RegExp(`${unspaced}$`, 'u');
const startsUnspaced = new RegExp(`^${unspaced}`, 'u');

/** What Markdown leaves of `[words][label]` when there is no such label: brackets in the text. */
function reportUndefinedReferences(page: Page, node: Text): void {
  const raw = page.raw(node);
  const [start] = page.range(node);
  for (const match of raw.matchAll(/(?<!\\)\]\[([^[\]\n]*)\]/g)) {
    const close = start + match.index;
    const open = page.openingBracket(close);
    const label = (match[1]?.trim() || page.source.text.slice(open + 1, close)).replace(/\s+/g, ' ');
    if (label === '' || /^\d$/.test(label) || isCode(page.source.text, open)) continue;
    const known = nearest(label, page.labels);
    page.report(
      'error',
      'link/undefined',
      `There is no address for [${label}]`,
      page.place(open, close + match[0].length),
      known ? `Did you mean [${known}]?` : `Add a line “[${label}]: https://…” anywhere in the issue.`,
    );
  }
}

/** `table[row][column]`: brackets that stand right behind a name are no reference's. */
function isCode(text: string, open: number): boolean {
  return /[A-Za-z0-9_]/.test(text[open - 1] ?? '');
}

function reportLiquid(page: Page, node: Text): void {
  const [start] = page.range(node);
  for (const match of page.raw(node).matchAll(/\{%.*?%\}/gs)) {
    page.report(
      'error',
      'prose/liquid',
      `Liquid tags such as ${shorten(match[0])} mean nothing here and would be read as they stand`,
      page.place(start + match.index, start + match.index + match[0].length),
      'Write out what the tag stands for, or use ::include{file=…} for a file.',
    );
  }
}

function readLink(page: Page, node: Link | LinkReference): Inline[] {
  const children = readInlines(page, node.children);
  const definition = node.type === 'linkReference' ? page.definition(node.identifier) : node;
  if (!definition) return children;
  const link: Inline = {
    kind: 'link',
    url: definition.url,
    ...(definition.title ? { title: definition.title } : {}),
    children,
  };
  page.places.set(link, page.placeOf(node));
  page.places.setTarget(link, page.lastOf(definition, definition.url));
  return [link];
}

function readPicture(page: Page, node: Image | ImageReference): Inline[] {
  const definition = node.type === 'imageReference' ? page.definition(node.identifier) : node;
  if (!definition) return [{ kind: 'text', text: node.alt ?? '' }];
  const picture: Inline = { kind: 'picture', src: definition.url, alt: node.alt ?? '' };
  page.places.set(picture, page.placeOf(node));
  page.places.setSource(picture, page.lastOf(definition, definition.url));
  return [picture];
}

function readField(page: Page, node: PhrasingContent & { type: 'mergeField' }): Inline {
  const parsed = parseField(node.value);
  if (parsed.ok) {
    page.places.set(parsed.field, page.placeOf(node));
    return parsed.field;
  }
  page.findings.push(malformedField(node.value, parsed.fault, page.placeOf(node)));
  return { kind: 'text', text: node.value };
}

function readHtml(page: Page, node: Html): Inline[] {
  const piece = classifyHtml(node.value);
  switch (piece.kind) {
    case 'comment':
      return [];
    case 'break':
      return [{ kind: 'break' }];
    case 'lost':
      reportHtml(page, { ...piece, tag: node.value }, page.placeOf(node));
      return [{ kind: 'text', text: node.value }];
    case 'refused':
      if (!node.value.startsWith('</')) reportHtml(page, { ...piece, tag: node.value }, page.placeOf(node));
      return [];
    default:
      // A close with no open before it: nothing to show.
      reportUnclosedTag(page, node, piece.tag);
      return [];
  }
}

function reportUnclosedTag(page: Page, node: Html, tag: InlineTag): void {
  page.report(
    'error',
    'html/unclosed',
    node.value.startsWith('</') ? `</${tag}> closes nothing` : `<${tag}> is not closed`,
    page.placeOf(node),
    `Write <${tag}>words</${tag}>, both in the same paragraph.`,
  );
}
