import { createHash } from 'node:crypto';
import type { SlotContext, SlotName, Template } from './template.ts';

/**
 * Keeps the places of slots while templates and MJML run: each slot stands in the text as a mark,
 * an ASCII word that occurs nowhere in the content.
 */
export class Slots {
  readonly #stem: string;
  readonly #slots: SlotName[] = [];

  constructor(stem: string) {
    this.#stem = stem;
  }

  /** The mark to write where the slot stands; the same for the same slot. */
  mark(slot: SlotName): string {
    const known = this.#slots.findIndex((other) => sameSlot(other, slot));
    const index = known >= 0 ? known : this.#slots.push(slot) - 1;
    return `${this.#stem}${index}x`;
  }

  /** The text cut at its marks. */
  split(context: SlotContext, text: string): Template {
    const runs: string[] = [];
    const slots: SlotName[] = [];
    let from = 0;
    for (const match of text.matchAll(this.#pattern())) {
      runs.push(text.slice(from, match.index));
      slots.push(this.#slots[Number(match[1])]!);
      from = match.index + match[0].length;
    }
    return { context, runs: [...runs, text.slice(from)], slots };
  }

  /** Whether the text is one mark and nothing else. */
  isMark(text: string): boolean {
    return text.startsWith(this.#stem) && this.replace(text, () => '') === '';
  }

  /** The text with each mark replaced. */
  replace(text: string, by: (slot: SlotName) => string): string {
    if (!text.includes(this.#stem)) return text;
    return text.replace(this.#pattern(), (_, index) => by(this.#slots[Number(index)]!));
  }

  #pattern(): RegExp {
    return new RegExp(`${this.#stem}(\\d+)x`, 'g');
  }
}

/** Slots whose marks occur nowhere in `content`; the same content gives the same marks. */
export function openSlots(content: string): Slots {
  for (let attempt = 0; ; attempt += 1) {
    const digest = createHash('sha256').update(`${attempt}\n${content}`).digest('hex');
    const stem = `slot${digest.slice(0, 12)}x`;
    if (!content.includes(stem)) return new Slots(stem);
  }
}

function sameSlot(a: SlotName, b: SlotName): boolean {
  if (a.kind !== 'field' || b.kind !== 'field') return a.kind === b.kind;
  return a.name === b.name && a.fallback === b.fallback;
}
