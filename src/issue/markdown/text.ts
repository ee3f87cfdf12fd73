import type { PhrasingContent } from 'mdast';
import type { Finding } from '../../finding/finding.ts';
import type { Flow } from '../block.ts';
import type { Inline } from '../inline.ts';
import { Places } from '../places.ts';
import { readFlows } from './flow.ts';
import { readInlines } from './inline.ts';
import { Page } from './page.ts';
import { parseMarkdown } from './syntax.ts';

/** Markdown within a line, as it stands in the machine form of an issue. Findings have places within `text`. */
export function readInlineText(text: string): { inlines: Inline[]; findings: readonly Finding[] } {
  const root = parseMarkdown(text);
  const page = new Page({ file: '', text }, new Places(), root);
  const phrasing = root.children.flatMap((node): PhrasingContent[] =>
    node.type === 'paragraph'
      ? node.children
      : [{ type: 'text', value: page.raw(node), position: node.position! }],
  );
  return { inlines: readInlines(page, phrasing), findings: page.findings };
}

/** Markdown of several paragraphs, lists and tables, as it stands in the machine form of an issue. */
export function readFlowText(text: string): { flows: Flow[]; findings: readonly Finding[] } {
  const root = parseMarkdown(text);
  const page = new Page({ file: '', text }, new Places(), root);
  return { flows: readFlows(page, root.children), findings: page.findings };
}
