import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/finding/fix.ts';
import { LineIndex } from '../../src/finding/place.ts';

/** An edit of `[start, end)`. */
function edit(source: string, start: number, end: number, text: string) {
  return { place: { file: 'a.md', ...new LineIndex(source).span(start, end) }, text };
}

describe('edits', () => {
  it('change what they name and nothing else, in whatever order they come', () => {
    const pieces = fc.array(
      fc.record({ kept: fc.string(), old: fc.string({ minLength: 1 }), now: fc.string() }),
    );
    fc.assert(
      fc.property(pieces, fc.boolean(), (parts, backwards) => {
        const whole = parts.map(({ kept, old }) => kept + old).join('');
        let at = 0;
        const edits = parts.map(({ kept, old, now }) => {
          const start = at + kept.length;
          at = start + old.length;
          return edit(whole, start, at, now);
        });
        const edited = applyEdits(whole, backwards ? edits.toReversed() : edits);
        expect(edited.text).toBe(parts.map(({ kept, now }) => kept + now).join(''));
        expect(edited.applied).toBe(parts.length);
      }),
    );
  });

  it('that touch the same stretch are done once', () => {
    const text = 'one two';
    expect(applyEdits(text, [edit(text, 0, 3, '1'), edit(text, 1, 5, 'x')])).toEqual({
      text: '1 two',
      applied: 1,
    });
  });
});
