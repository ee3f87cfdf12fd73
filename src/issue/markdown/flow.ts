import type { Html, List, ListItem as ListItemNode, Nodes, RootContent, Table } from 'mdast';
import type { Flow, ListItem, TableRow } from '../block.ts';
import { firstFault, wordsOfHtml } from './html.ts';
import { reportHtml } from './html-fault.ts';
import { readInlines } from './inline.ts';
import type { Page } from './page.ts';
import { parseMarkdown } from './syntax.ts';

/** What stands inside a list item, a quote or a note. Blocks that cannot stand there keep their words. */
export function readFlows(page: Page, nodes: readonly Nodes[]): Flow[] {
  return nodes.flatMap((node) => readFlow(page, node));
}

export function readFlow(page: Page, node: Nodes): Flow[] {
  switch (node.type) {
    case 'paragraph':
      return [placed(page, node, { kind: 'paragraph', content: readInlines(page, node.children) })];
    case 'heading':
      return [
        placed(page, node, {
          kind: 'paragraph',
          content: [{ kind: 'strong', children: readInlines(page, node.children) }],
        }),
      ];
    case 'list':
      return [placed(page, node, readList(page, node))];
    case 'code':
      return [
        placed(page, node, { kind: 'code', text: node.value, ...(node.lang ? { language: node.lang } : {}) }),
      ];
    case 'table':
      return [placed(page, node, readTable(page, node))];
    case 'blockquote':
      return [placed(page, node, { kind: 'quotation', content: readFlows(page, node.children) })];
    case 'html':
      return readHtmlBlock(page, node, (children) => readFlows(page, children));
    case 'containerDirective':
    case 'leafDirective':
      reportMisplaced(page, node, node.name);
      return 'children' in node ? readContents(page, node.children) : [];
    default:
      return [];
  }
}

/** A directive's label is phrasing, a container's content is flow. */
function readContents(page: Page, nodes: readonly Nodes[]): Flow[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text' || node.type === 'link' || node.type === 'strong' || node.type === 'emphasis') {
      return [{ kind: 'paragraph' as const, content: readInlines(page, [node]) }];
    }
    return readFlow(page, node);
  });
}

function placed<F extends Flow>(page: Page, node: Nodes, flow: F): F {
  page.places.set(flow, page.placeOf(node));
  return flow;
}

function readList(page: Page, node: List): Flow {
  const items = node.children.map((item) => readItem(page, item));
  if (!node.ordered) return { kind: 'list', ordered: false, items };
  return { kind: 'list', ordered: true, start: node.start ?? 1, items };
}

export function readItem(page: Page, node: ListItemNode): ListItem {
  const content = readFlows(page, node.children);
  return typeof node.checked === 'boolean' ? { content, checked: node.checked } : { content };
}

function readTable(page: Page, node: Table): Flow {
  const rows: TableRow[] = node.children.map((row) =>
    row.children.map((cell) => readInlines(page, cell.children)),
  );
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const align = Array.from({ length: columns }, (_, i) => node.align?.[i] ?? null);
  return { kind: 'table', align, rows };
}

/** Reports a block of raw HTML and reads its words as Markdown, so that nothing a writer wrote is lost. */
export function readHtmlBlock<T>(page: Page, node: Html, read: (children: RootContent[]) => T[]): T[] {
  const fault = firstFault(node.value);
  if (fault) reportHtml(page, fault, page.firstOf(node, fault.tag));
  const root = parseMarkdown(wordsOfHtml(node.value), 'inline');
  return page.standingAt(node, root, () => read(root.children));
}

function reportMisplaced(page: Page, node: Nodes, name: string): void {
  page.report(
    'error',
    'directive/misplaced',
    `${name} cannot stand inside a list or a quote`,
    page.firstLineOf(node),
    'Move it out, to the left margin, with an empty line before and after.',
  );
}
