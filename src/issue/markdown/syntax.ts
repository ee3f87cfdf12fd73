import type { Nodes, Root } from 'mdast';
import type {} from 'mdast-util-directive';
import { directiveFromMarkdown } from 'mdast-util-directive';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { directive } from 'micromark-extension-directive';
import { gfm } from 'micromark-extension-gfm';
import { tooDeepForParser, tooDeepInTree } from './depth.ts';
import { mergeFieldSyntax, mergeFieldTree } from './merge-field.ts';

/**
 * Markdown with tables, strikethrough, autolinks and notes (GFM), directives and merge fields.
 * Only the flow constructs of directives: the inline one would eat `10:30am` and `Re:Invent`.
 * With `inline`, tags that stand alone on a line are read within their paragraph.
 */
export function parseMarkdown(text: string, html: 'blocks' | 'inline' = 'blocks'): Root {
  const early = tooDeepForParser(text);
  if (early !== undefined) return unread(text, early);
  const root = parse(text, html);
  const late = tooDeepInTree(root);
  if (late) return unread(text, late.position?.start.offset ?? 0);
  inheritPositions(root);
  return root;
}

declare module 'mdast' {
  interface RootData {
    /** The offset at which the text stands too deep inside itself to be read; all of it is then one paragraph. */
    tooDeepAt?: number;
  }
}

function unread(text: string, tooDeepAt: number): Root {
  const children: Root['children'] = [
    { type: 'paragraph', children: [{ type: 'text', value: text.trim() }] },
  ];
  return { type: 'root', children, data: { tooDeepAt } };
}

function parse(text: string, html: 'blocks' | 'inline'): Root {
  const { flow } = directive();
  return fromMarkdown(text, {
    extensions: [gfm(), flow ? { flow } : {}, mergeFieldSyntax, html === 'inline' ? noHtmlBlocks : {}],
    mdastExtensions: [gfmFromMarkdown(), directiveFromMarkdown(), mergeFieldTree],
  });
}

const noHtmlBlocks = { disable: { null: ['htmlFlow'] } };

/** GFM finds some autolinks after parsing and leaves them without a position; their parent's is the next best. */
function inheritPositions(node: Nodes): void {
  if (!('children' in node)) return;
  for (const child of node.children) {
    if (!child.position && node.position) child.position = node.position;
    inheritPositions(child);
  }
}
