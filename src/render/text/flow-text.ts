import type { Flow, ListItem } from '../../issue/block.ts';
import { withoutControls } from '../escape.ts';
import { inlineText } from './inline-text.ts';
import type { TextPress } from './press.ts';
import { tableLines } from './table-text.ts';
import { hang, wrap } from './wrap.ts';

/** Paragraphs, lists, code and tables as lines, a blank line between them. */
export function flowLines(flow: readonly Flow[], width: number, press: TextPress): string[] {
  return apart(flow.map((piece) => oneFlow(piece, width, press)));
}

/** Groups of lines with a blank line between; empty groups leave no trace. */
export function apart(groups: readonly (readonly string[])[]): string[] {
  return groups.filter((group) => group.length > 0).flatMap((group, i) => (i === 0 ? group : ['', ...group]));
}

function oneFlow(flow: Flow, width: number, press: TextPress): string[] {
  switch (flow.kind) {
    case 'paragraph':
      return paragraphLines(inlineText(flow.content, press), width, press);
    case 'list':
      return listLines(flow, width, press);
    case 'code':
      return codeLines(flow.text);
    case 'table':
      return tableLines(flow.rows, flow.align, width, press);
    case 'quotation':
      return quoted(flowLines(flow.content, inner(width, 2), press));
  }
}

/** A paragraph; nothing where it holds no words. */
export function paragraphLines(text: string, width: number, { measure }: TextPress): string[] {
  return text.trim() === '' ? [] : wrap(text, width, measure);
}

export function quoted(lines: readonly string[]): string[] {
  return hang(lines, '> ', '> ').map((line) => line.trimEnd());
}

/** Code is kept as it is, however long its lines are. */
function codeLines(text: string): string[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  return lines.map((line) => `    ${withoutControls(line.replaceAll('\t', '    '))}`.trimEnd());
}

function listLines(list: Extract<Flow, { kind: 'list' }>, width: number, press: TextPress): string[] {
  const items = list.ordered
    ? numberedItems(list.items, list.start ?? 1, width, press)
    : list.items.map((item) => itemLines(item, '- ', width, press));
  return list.items.every(isShort) ? items.flat() : apart(items);
}

function isShort({ content }: ListItem): boolean {
  return content.slice(1).every((flow) => flow.kind === 'list') && content.length <= 2;
}

/** Items behind their numbers, all hanging from the same column. */
export function numberedItems(
  items: readonly ListItem[],
  start: number,
  width: number,
  press: TextPress,
): string[][] {
  const room = String(start + items.length - 1).length + 2;
  return items.map((item, index) => itemLines(item, `${start + index}.`.padEnd(room), width, press));
}

function itemLines({ content, checked }: ListItem, label: string, width: number, press: TextPress): string[] {
  const box = checked === undefined ? '' : checked ? '[x] ' : '[ ] ';
  const first = label + box;
  const rest = ' '.repeat(first.length);
  const room = inner(width, first.length);
  const lines = content.every(isTight) ? tight(content, room, press) : flowLines(content, room, press);
  const hung = hang(lines.length === 0 ? [''] : lines, first, rest);
  return hung.map((line) => line.trimEnd());
}

function isTight(flow: Flow, index: number): boolean {
  return index === 0 ? flow.kind === 'paragraph' : flow.kind === 'list' && flow.items.every(isShort);
}

function tight(content: readonly Flow[], width: number, press: TextPress): string[] {
  return content.flatMap((flow) => oneFlow(flow, width, press));
}

/** What is left of a line inside something indented; deep nesting never squeezes words to nothing. */
export function inner(width: number, indent: number): number {
  return Math.max(width - indent, 12);
}
