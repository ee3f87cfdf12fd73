import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSlots } from '../../src/render/slots.ts';
import type { SlotName } from '../../src/render/template.ts';

const slot: fc.Arbitrary<SlotName> = fc.oneof(
  fc.constant({ kind: 'email' as const }),
  fc.constant({ kind: 'unsubscribe' as const }),
  fc.record({ kind: fc.constant('field' as const), name: fc.constantFrom('a', 'b'), fallback: fc.string() }),
);

describe('slots', () => {
  it('come back where they were put, with the text between them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), slot)), fc.string(), (parts, end) => {
        const slots = openSlots(JSON.stringify([parts, end]));
        const text = parts.map(([words, one]) => words + slots.mark(one)).join('') + end;
        expect(slots.split('text', text)).toEqual({
          context: 'text',
          runs: [...parts.map(([words]) => words), end],
          slots: parts.map(([, one]) => one),
        });
      }),
    );
  });

  it('have marks that occur nowhere in the content, even where it was made to hold them', () => {
    const first = openSlots('content').mark({ kind: 'email' });
    const forged = openSlots(`content`);
    expect(forged.mark({ kind: 'email' })).toBe(first);
    expect(first).toMatch(/^[a-z0-9]+$/);
    expect(openSlots(`content ${first}`).mark({ kind: 'email' })).not.toBe(first);
  });
});
