import type { ContainerDirective, LeafDirective } from 'mdast-util-directive';
import { nearest } from '../../finding/nearest.ts';
import type { Place } from '../../finding/place.ts';
import { type CalloutTone, calloutTones } from '../block.ts';
import { type DirectiveName, directiveForms } from './directive-forms.ts';
import type { Page } from './page.ts';

export type DirectiveNode = ContainerDirective | LeafDirective;

/** What a writer gave in braces, by name. */
export type Attributes = Readonly<Record<string, string>>;

/** The attributes a directive takes, or nothing when one that it needs is missing. */
export function readAttributes(page: Page, node: DirectiveNode, name: DirectiveName): Attributes | undefined {
  const { required, optional } = directiveForms[name];
  const given = Object.entries(node.attributes ?? {}).map(([key, value]) => [key, value ?? ''] as const);
  for (const [key, value] of given) {
    if (curly.test(value)) reportCurlyQuotes(page, node, key, value);
    reportUnknown(page, node, key, value, [...required, ...optional]);
  }
  const attributes = Object.fromEntries(given.map(([key, value]) => [key, straight(value)]));
  const missing = required.filter((key) => !attributes[key]);
  for (const key of missing) reportMissing(page, node, name, key);
  return missing.length > 0 ? undefined : attributes;
}

/** Where the value of an attribute stands, on the directive's own line. */
export function placeOfValue(page: Page, node: DirectiveNode, key: string): Place {
  return placeOfPart(page, node, key, 'value');
}

export function readTone(page: Page, node: DirectiveNode, given = 'note'): CalloutTone {
  const tone = calloutTones.find((known) => known === given);
  if (tone) return tone;
  const meant = nearest(given, calloutTones);
  page.report(
    'error',
    'directive/value',
    `There is no tone “${given}”`,
    placeOfValue(page, node, 'tone'),
    meant ? `Did you mean “${meant}”?` : `Tones are ${calloutTones.join(', ')}.`,
  );
  return 'note';
}

/** The quotes that word processors make of straight ones; the parser takes them for part of the value. */
const curly = /^[“”„‘’]/;

function straight(value: string): string {
  return curly.test(value) ? value.replace(/^[“”„‘’]|[“”‘’]$/g, '') : value;
}

function reportCurlyQuotes(page: Page, node: DirectiveNode, key: string, value: string): void {
  page.report(
    'error',
    'directive/quotes',
    'Values of a directive stand in straight quotes',
    placeOfValue(page, node, key),
    `Write ${key}="${straight(value)}".`,
  );
}

function reportMissing(page: Page, node: DirectiveNode, name: DirectiveName, key: string): void {
  page.report(
    'error',
    'directive/missing-attribute',
    `This ${name} has no ${key}`,
    page.firstLineOf(node),
    `Write ${directiveForms[name].example}.`,
  );
}

function reportUnknown(
  page: Page,
  node: DirectiveNode,
  key: string,
  value: string,
  known: readonly string[],
): void {
  if (known.includes(key)) return;
  page.report(
    'error',
    'directive/unknown-attribute',
    `${node.name} takes no “${key}”`,
    placeOfPart(page, node, key, 'key'),
    adviceOnUnknown(key, value, known),
  );
}

function adviceOnUnknown(key: string, value: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant) return `Did you mean “${meant}”?`;
  const taken = `It takes ${known.join(', ')}.`;
  return value === ''
    ? `${taken} A value of several words needs quotes: ${known.at(-1)}="two words".`
    : taken;
}

function placeOfPart(page: Page, node: DirectiveNode, key: string, part: 'key' | 'value'): Place {
  const [start] = page.range(node);
  const [line = ''] = page.raw(node).split(/\r?\n/, 1);
  for (const match of line.matchAll(/(?<=[\s{])([^\s{}="'<>]+)(?:(=)("[^"]*"|'[^']*'|[^\s}]*))?(?=[\s}])/g)) {
    const [whole, name = '', equals = '', value = ''] = match;
    if (name !== key) continue;
    if (part === 'key') return page.place(start + match.index, start + match.index + name.length);
    const quote = /^["']/.test(value) ? 1 : 0;
    const from = start + match.index + name.length + equals.length + quote;
    return page.place(from, start + match.index + whole.length - quote);
  }
  return page.firstLineOf(node);
}
