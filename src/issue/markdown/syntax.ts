import type { Nodes, Root } from 'mdast';
import type {} from 'mdast-util-directive';
import { directiveFromMarkdown } from 'mdast-util-directive';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { directive } from 'micromark-extension-directive';
import { gfm } from 'micromark-extension-gfm';
import { mergeFieldSyntax, mergeFieldTree } from './merge-field.ts';

/**
 * Markdown with tables, strikethrough, autolinks and notes (GFM), directives and merge fields.
 * Only the flow constructs of directives: the inline one would eat `10:30am` and `Re:Invent`.
 */
export function parseMarkdown(text: string): Root {
  const { flow } = directive();
  const root = fromMarkdown(text, {
    extensions: [gfm(), flow ? { flow } : {}, mergeFieldSyntax],
    mdastExtensions: [gfmFromMarkdown(), directiveFromMarkdown(), mergeFieldTree],
  });
  inheritPositions(root);
  return root;
}

/** GFM finds some autolinks after parsing and leaves them without a position; their parent's is the next best. */
function inheritPositions(node: Nodes): void {
  if (!('children' in node)) return;
  for (const child of node.children) {
    if (!child.position && node.position) child.position = node.position;
    inheritPositions(child);
  }
}
