import { readFileSync, writeFileSync } from 'node:fs';
import type { Promised } from './figures.ts';
import { cpu, memory, type Results, rate } from './trials.ts';

/** The figures beside what is promised of them, and the medians they come from, as Markdown. */
export function tables(promised: readonly Promised[], results: Results): string {
  const rows = promised.map(({ what, target, value, why }) => [
    what,
    targetOf(target),
    measuredOf(value, target, why),
  ]);
  const medians = results.names.map((name) => [
    name,
    number(results.median(name, rate), 0),
    number(results.median(name, cpu), 3),
    number(results.median(name, memory), 0),
  ]);
  return [
    table(['figure', 'promised', 'measured'], rows),
    table(['medians', 'messages a second', 'CPU ms a message', 'memory, MB'], medians),
  ].join('\n\n');
}

function targetOf({ atLeast, atMost, unit }: Promised['target']): string {
  return atLeast === undefined ? `≤ ${quantity(atMost ?? 0, unit)}` : `≥ ${quantity(atLeast, unit)}`;
}

function measuredOf(value: number | undefined, target: Promised['target'], why: string | undefined): string {
  if (value === undefined || Number.isNaN(value)) return `not measured: ${why ?? 'no figure'}`;
  return `${quantity(value, target.unit)}${keeps(value, target) ? '' : ', not kept'}`;
}

export function keeps(
  value: number | undefined,
  { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: Promised['target'],
): boolean {
  return value !== undefined && value >= atLeast && value <= atMost;
}

function quantity(value: number, unit: Promised['target']['unit']): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  const written = String(Number(value.toFixed(digits)));
  return unit === '×' ? `${written}×` : `${written} ${unit}`;
}

function number(value: number, digits: number): string {
  return Number.isNaN(value)
    ? ''
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map(() => '---'), ...rows];
  return all
    .map(
      (row) => `| ${row.map((cell) => cell.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`,
    )
    .join('\n');
}

const begin = '<!-- written by `npm run bench` -->';
const end = '<!-- as far as here -->';

/** Puts what was measured between the two marks of a page. */
export function writeInto(path: string, text: string): void {
  const page = readFileSync(path, 'utf8');
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has no place for the figures`);
  writeFileSync(path, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
