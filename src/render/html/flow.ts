import type { Flow, ListItem, TableAlign, TableRow } from '../../issue/block.ts';
import { escapeCode, escapeHtml, type Html, html, joinHtml } from '../escape.ts';
import type { Rendition } from '../rendition.ts';
import { inlineHtml } from './inline.ts';

/** Paragraphs, lists, code and tables as HTML. */
export function flowHtml(flow: readonly Flow[], rendition: Rendition): Html {
  return joinHtml(
    flow.map((piece) => oneFlow(piece, rendition)),
    '\n',
  );
}

function oneFlow(flow: Flow, rendition: Rendition): Html {
  switch (flow.kind) {
    case 'paragraph':
      return html`<p>${inlineHtml(flow.content, rendition)}</p>`;
    case 'list':
      return listHtml(flow, rendition);
    case 'code':
      return html`<pre dir="ltr"><code>${escapeCode(flow.text)}</code></pre>`;
    case 'table':
      return tableHtml(flow.rows, flow.align, rendition);
    case 'quotation':
      return html`<blockquote>${flowHtml(flow.content, rendition)}</blockquote>`;
  }
}

function listHtml(list: Extract<Flow, { kind: 'list' }>, rendition: Rendition): Html {
  const items = joinHtml(
    list.items.map((item) => {
      const task = item.checked === undefined ? html`` : html` class="task"`;
      return html`<li${task}>${itemHtml(item, rendition)}</li>`;
    }),
    '\n',
  );
  if (!list.ordered) return html`<ul>${items}</ul>`;
  const start = list.start === undefined || list.start === 1 ? html`` : html` start="${list.start}"`;
  return html`<ol${start}>${items}</ol>`;
}

/** What an item holds; a single paragraph, also one with a list below it, needs no paragraph's space. */
export function itemHtml({ content, checked }: ListItem, rendition: Rendition): Html {
  const box = checked === undefined ? html`` : escapeHtml(checked ? '☑ ' : '☐ ');
  const [first, ...rest] = content;
  if (first?.kind !== 'paragraph') return html`${box}${flowHtml(content, rendition)}`;
  const tight = rest.every((flow) => flow.kind === 'list');
  const words = html`${box}${inlineHtml(first.content, rendition)}`;
  return html`${tight ? words : html`<p>${words}</p>`}${flowHtml(rest, rendition)}`;
}

function tableHtml(rows: readonly TableRow[], align: readonly TableAlign[], rendition: Rendition): Html {
  const [header = [], ...body] = rows;
  const cells = (row: TableRow, cell: (content: Html, style: Html) => Html) =>
    html`<tr>${joinHtml(row.map((content, column) => cell(inlineHtml(content, rendition), aligned(align[column]))))}</tr>`;
  const head = cells(header, (content, style) => html`<th scope="col"${style}>${content}</th>`);
  const lines = body.map((row) => cells(row, (content, style) => html`<td${style}>${content}</td>`));
  return html`<table class="data"><thead>${head}</thead><tbody>${joinHtml(lines, '\n')}</tbody></table>`;
}

function aligned(align: TableAlign | undefined): Html {
  return align ? html` style="text-align:${escapeHtml(align)}"` : html``;
}
