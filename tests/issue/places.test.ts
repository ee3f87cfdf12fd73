import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFinding, noPaint } from '../../src/finding/format.ts';
import type { ReadIssue } from '../../src/issue/read-issue.ts';
import { arbitraryBody } from './arbitrary-markdown.ts';
import { checked, markedIn, readBody, textAt } from './reading.ts';

/** What the place of a finding must hold, by its code. */
const telling: Readonly<Record<string, RegExp>> = {
  'link/undefined': /^\[[\s\S]*\]\[[^\]]*\]$/,
  'link/empty': /^\[[\s\S]*\]\(\)$/,
  'link/relative': /^\/\w+$/,
  'link/no-words': /^\[\]\(/,
  'image/no-alt': /^!\[\]\(/,
  'field/unknown': /^\{\{\w+\}\}$/,
  'field/logic': /^\{\{#if x\}\}$/,
  'html/raw': /^<(?:b|div)>/,
  'html/lost-code': /^<T>$/,
  'html/unclosed': /^<\/?u>$/,
  'prose/liquid': /^\{% raw %\}$/,
  'directive/unclosed': /^::::\w/,
  'directive/stray-close': /^:::$/,
  'directive/malformed': /^::: callout$/,
  'directive/unknown': /^nothing$/,
  'directive/unknown-attribute': /^a$/,
  'directive/missing-attribute': /^::button\[Read on\]$/,
};

function mustHold(read: ReadIssue): void {
  for (const finding of checked(read)) {
    const { place, code } = finding;
    const lines = read.sources.find(({ file }) => file === place?.file)?.text.split(/\r?\n/);
    if (!place || !lines) throw new Error(`${code} has no place in a file that was read`);
    expect(place.line).toBeLessThanOrEqual(lines.length);
    expect(place.endLine).toBeLessThanOrEqual(lines.length);
    expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] ?? '').length + 1);
    expect(place.endLine * 10_000 + place.endColumn).toBeGreaterThan(place.line * 10_000 + place.column);
    const expected = telling[code];
    if (expected) expect(textAt(read, finding), code).toMatch(expected);
    expect(formatFinding(finding, lines.join('\n'), noPaint)).toContain('^');
  }
}

describe('the place of a finding', () => {
  it('lies in its file and holds the fault, in any issue', () => {
    fc.assert(
      fc.property(arbitraryBody, (body) => mustHold(readBody(body))),
      { numRuns: 400 },
    );
  });

  it('lies in the file that is included, where the fault is in it', () => {
    fc.assert(
      fc.property(arbitraryBody, (part) => {
        const read = readBody('Words.\n\n::include{file="p.md"}', { 'issues/p.md': part });
        mustHold(read);
        const files = checked(read).map(({ place }) => place?.file);
        expect(files.filter((file) => file === 'issues/a.md' && part.trim() !== '').length).toBeLessThan(2);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a [b][c] d [e [f] g][h]', ['[b][c]', '[e [f] g][h]']],
    ['[two\nlines][here]', ['[two\nlines][here]']],
    ['\\[no\\]\\[link\\]', []],
    ['`[a][b]` [a]\\[b]', []],
    ['[*a* `b`][c]', ['[*a* `b`][c]']],
    ['> [a][b]\n> c', ['[a][b]']],
    ['- x\n\n  [a][b]', ['[a][b]']],
    ['| [a][b] |\n|---|\n| [c][d] |', ['[a][b]', '[c][d]']],
    ['[label][]', ['[label][]']],
    ['array[0][1] and a[i][2]', []],
    ['*Unsafe[Mutable][Raw][Buffer]Pointer*', []],
    ['l’[article][x] と[投稿][y]', ['[article][x]', '[投稿][y]']],
  ])('of an undefined reference in %j', (body, texts) => {
    const found = markedIn(readBody(body)).filter((row) => row.startsWith('link/undefined'));
    expect(found.map((row) => row.replace('link/undefined: ', ''))).toEqual(texts);
  });

  it.each([
    ['[a](/x "t")', '/x'],
    ['[/x](/x)', '/x'],
    ['[a](</x y>)', '/x y'],
    ['[a][b]\n\n[b]: /x', '/x'],
    ['::button[/x]{href="/x"}', '/x'],
    [':::sponsor{name="/x" href="/x"}\nA\n:::', '/x'],
    ['[![a](https://example.org/x.png)](/x)', '/x'],
    ['[![](/x)](/x)', '/x'],
    ['- [a](/x)\n- [b](https://example.org)', '/x'],
    ['> a\n>\n> — [b](/x)', '/x'],
  ])('of a relative address in %j', (body, text) => {
    const read = readBody(body);
    const found = checked(read).filter(({ code }) => code === 'link/relative');
    expect(found.map((finding) => textAt(read, finding))).toEqual([text]);
    // Of two that look alike, the address is the last.
    const { place } = found[0] ?? {};
    const line = body.split('\n')[(place?.line ?? 0) - 4] ?? '';
    expect((place?.column ?? 0) - 1).toBe(line.lastIndexOf(text));
  });
});
