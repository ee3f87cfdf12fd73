import { escapeHtml, withoutControls } from './escape.ts';
import type { ReaderValues, SlotContext, SlotName, Template } from './template.ts';

const escapes: Readonly<Record<SlotContext, (value: string) => string>> = {
  html: escapeHtml,
  text: withoutControls,
  /** A header's value may hold no line break or control character (RFC 5322 s.2.2). */
  header: withoutControls,
};

/** The template with one reader's values in its slots, each escaped for where it stands. */
export function fill({ context, runs, slots }: Template, values: ReaderValues): string {
  let text = runs[0] ?? '';
  for (const [index, slot] of slots.entries())
    text += fillSlot(slot, context, values) + (runs[index + 1] ?? '');
  return text;
}

/** What stands in one slot for this reader. */
export function fillSlot(slot: SlotName, context: SlotContext, values: ReaderValues): string {
  return escapes[context](slotValue(slot, values));
}

/** What a slot holds for this reader, not escaped yet; a blank field takes its fallback. */
function slotValue(slot: SlotName, values: ReaderValues): string {
  if (slot.kind !== 'field') return values[slot.kind];
  const value = Object.hasOwn(values.fields, slot.name) ? values.fields[slot.name] : undefined;
  return value === undefined || withoutControls(value).trim() === '' ? slot.fallback : value;
}
