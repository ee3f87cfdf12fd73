import type { Field, Inline } from './inline.ts';

/** Why something in double braces is no merge field. */
export type FieldFault = 'logic' | 'name' | 'unclosed';

export type ParsedField =
  | { readonly ok: true; readonly field: Field }
  | { readonly ok: false; readonly fault: FieldFault };

/** `{{name}}` or `{{name|fallback}}`; inside a table the bar is written `\|`. */
export function parseField(raw: string): ParsedField {
  if (!raw.endsWith('}}')) return { ok: false, fault: 'unclosed' };
  const inside = raw.slice(2, -2);
  if (/^\s*else(?:\s|$)/.test(inside)) return { ok: false, fault: 'logic' };
  const match = /^\s*([a-z][a-z0-9_]*)\s*(?:\\?\|(.*))?$/s.exec(inside);
  if (match) {
    const fallback = match[2]?.trim();
    const field: Field = { kind: 'field', name: match[1] as string, ...(fallback ? { fallback } : {}) };
    return { ok: true, field };
  }
  return { ok: false, fault: /^\s*[#/^>!&{]/.test(inside) ? 'logic' : 'name' };
}

/** What a malformed field most likely was meant to be, ready to be pasted. */
export function suggestField(raw: string): string {
  const [name = '', fallback] = raw.replace(/^\{+|\}+$/g, '').split('|');
  const words = name
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  return `{{${words || 'first_name'}${fallback === undefined ? '' : `|${fallback.trim()}`}}}`;
}

/** A piece of one-line text: prose, a field, or a pair of braces that is none. `start` is its offset. */
export interface FieldedPiece {
  readonly start: number;
  readonly raw: string;
  readonly inline: Inline;
  readonly fault?: FieldFault;
}

/** Splits a subject or a preview, which know merge fields but no Markdown. `\{{` writes the braces. */
export function splitFields(text: string): FieldedPiece[] {
  const pieces: FieldedPiece[] = [];
  const pattern = /\\\{\{|\{\{[^}\n]*\}?\}?/g;
  let done = 0;
  const prose = (end: number): void => {
    if (end > done) {
      const raw = text.slice(done, end);
      pieces.push({ start: done, raw, inline: { kind: 'text', text: raw } });
    }
  };
  for (const match of text.matchAll(pattern)) {
    const raw = match[0];
    prose(match.index);
    pieces.push({ start: match.index, raw, ...readPiece(raw) });
    done = match.index + raw.length;
  }
  prose(text.length);
  return pieces;
}

function readPiece(raw: string): { inline: Inline; fault?: FieldFault } {
  if (raw.startsWith('\\')) return { inline: { kind: 'text', text: '{{' } };
  const parsed = parseField(raw);
  if (parsed.ok) return { inline: parsed.field };
  return { inline: { kind: 'text', text: raw }, fault: parsed.fault };
}

/** Neighbouring texts as one, so that equal prose is an equal value. */
export function joinTexts(inlines: readonly Inline[]): Inline[] {
  const joined: Inline[] = [];
  for (const inline of inlines) {
    const last = joined.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + inline.text };
    } else joined.push(inline);
  }
  return joined;
}
