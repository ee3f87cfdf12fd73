import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Block } from '../../../src/issue/block.ts';
import type { Issue } from '../../../src/issue/issue.ts';
import { fill } from '../../../src/render/fill.ts';
import { startRendition } from '../../../src/render/rendition.ts';
import type { RenderSetting } from '../../../src/render/setting.ts';
import { textPart } from '../../../src/render/text/text-part.ts';
import { displayWidth } from '../../../src/render/text/width.ts';
import { loadTheme } from '../../../src/render/theme/load-theme.ts';
import type { Theme } from '../../../src/render/theme/theme.ts';
import { arbitraryIssue } from '../arbitrary-issue.ts';
import {
  everyone,
  heading,
  kitchenSink,
  link,
  paragraph,
  prose,
  seed,
  setting,
  text,
} from '../sample-issues.ts';

const reader = {
  email: 'ana@example.org',
  fields: { first_name: 'Ana' },
  unsubscribe: 'https://news.example.org/u/abc',
};

let theme: Theme;
beforeAll(async () => {
  theme = await loadTheme([]);
});

function textOf(issue: Issue, over: Partial<RenderSetting> = {}): string {
  const rendition = startRendition(issue, theme, { ...setting, ...over });
  return fill(rendition.slots.split('text', textPart(rendition, everyone)), reader);
}

/** With each slot as one word: what a reader without a value sees, in as many columns. */
function unfilled(issue: Issue): string {
  const rendition = startRendition(issue, theme, setting);
  const word = (fallback: string) => 'x'.repeat(displayWidth(fallback)) || '\u200b';
  return rendition.slots.replace(textPart(rendition, everyone), (slot) =>
    slot.kind === 'field' ? word(slot.fallback) : 'x',
  );
}

/** The lines of these blocks alone, without masthead and footer. */
function linesOf(...blocks: Block[]): string[] {
  const lines = textOf({ title: 'T', slug: 't', blocks }).split('\n');
  return lines.slice(4, lines.indexOf('-'.repeat(72)) - 2);
}

describe('the text part', () => {
  it('reads like a letter: the seed issue', async () => {
    await expect(textOf(seed)).toMatchFileSnapshot('failing-at-therapy.txt');
  });

  it('has a form for every kind of block', async () => {
    await expect(textOf(kitchenSink)).toMatchFileSnapshot('everything.txt');
  });

  it('has no line above 72 columns but addresses, code and words that cannot be broken', () => {
    fc.assert(
      fc.property(arbitraryIssue, (issue) => {
        for (const line of unfilled(withoutDeepNesting(issue)).split('\n')) {
          const words = line.replace(/^(?:[>|] |- |\d+\. +|\[[x ]\] | )*/, '');
          if (displayWidth(line) > 72 && !line.includes('    '))
            expect(words).toMatch(/^(\[\d+\] )?[^ ]+( \[\d+\][^ ]*)*$|:\/\//);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves no blank at the end of a line and no control character', () => {
    fc.assert(
      fc.property(arbitraryIssue, (issue) => {
        expect(unfilled(issue)).not.toMatch(/[ \t]\n|[\u0000-\u0009\u000b-\u001f\u007f]/);
      }),
    );
  });

  it('numbers links through the whole mail and lists their addresses at the end of each section', () => {
    const first = link('one', 'https://example.org/1');
    const lines = linesOf(
      prose(first, ' and ', link('two', 'https://example.org/2'), ' and again ', first),
      heading('Small', 3),
      prose('Not yet.'),
      heading('Second'),
      prose(link('three', 'https://example.org/3'), ', ', first),
    );
    expect(lines).toEqual([
      'one [1] and two [2] and again one [1]',
      '',
      '[1] https://example.org/1',
      '[2] https://example.org/2',
      '',
      '',
      'Small',
      '-----',
      '',
      'Not yet.',
      '',
      '',
      'Second',
      '------',
      '',
      'three [3], one [4]',
      '',
      '[3] https://example.org/3',
      '[4] https://example.org/1',
    ]);
  });

  it('writes an address that is its own words once, without a number', () => {
    expect(
      linesOf(
        prose(
          link('https://example.org/a', 'https://example.org/a'),
          ' ',
          link('me@example.org', 'mailto:me@example.org'),
        ),
      ),
    ).toEqual(['https://example.org/a me@example.org']);
  });

  it('measures a field as what is read where a reader has none', () => {
    const long = 'x'.repeat(70);
    const lines = linesOf(prose('Dear ', { kind: 'field', name: 'long', fallback: long }, '.'));
    expect(lines).toEqual(['Dear', `${long}.`]);
  });

  it('turns a table that is too wide into records', () => {
    const cell = (words: string) => [text(words)];
    const wide = 'words that go on and on until the line is full of them';
    const table: Block = {
      kind: 'text',
      content: [
        {
          kind: 'table',
          align: [],
          rows: [
            [cell('Name'), cell('About')],
            [cell('Alpha'), cell(wide)],
            [cell('Beta'), cell(wide)],
          ],
        },
      ],
    };
    expect(linesOf(table)).toEqual([
      'Name   About',
      '-----  ------------------------------------------------------',
      `Alpha  ${wide}`,
      `Beta   ${wide}`,
    ]);
    const wider = {
      ...table,
      content: [
        {
          kind: 'table' as const,
          align: [],
          rows: [
            [cell('Name'), cell('About')],
            [cell('Alpha'), cell(`${wide}, ${wide}`)],
            [cell('Beta'), cell('')],
          ],
        },
      ],
    };
    expect(linesOf(wider)).toEqual([
      'Name: Alpha',
      'About: words that go on and on until the line is full of them, words',
      '  that go on and on until the line is full of them',
      '',
      'Name: Beta',
    ]);
  });

  it('keeps code as it is, however long', () => {
    const code = `if (a) {\n\treturn '${'x'.repeat(80)}';\n}`;
    expect(linesOf({ kind: 'text', content: [{ kind: 'code', text: code }] })).toEqual([
      '    if (a) {',
      `        return '${'x'.repeat(80)}';`,
      '    }',
    ]);
  });

  it('gives a button whose address is long a line for each', () => {
    const href = `https://example.org/${'a'.repeat(70)}`;
    expect(linesOf({ kind: 'button', label: [text('Go')], href })).toEqual(['Go:', href]);
  });

  it('nests lists and quotations with a hanging indent', () => {
    const item = (words: string) => ({ content: [paragraph(words)] });
    expect(
      linesOf({
        kind: 'text',
        content: [
          {
            kind: 'list',
            ordered: true,
            start: 9,
            items: [
              { content: [paragraph('nine'), { kind: 'quotation', content: [paragraph('said')] }] },
              {
                content: [paragraph('ten'), { kind: 'list', ordered: false, items: [item('a'), item('b')] }],
              },
            ],
          },
        ],
      }),
    ).toEqual(['9.  nine', '', '    > said', '', '10. ten', '    - a', '    - b']);
  });

  it('has a footer with the five parts, the unsubscribe address alone on its line', () => {
    const lines = textOf(seed, { postalAddress: 'Box 1\nExampleton' }).split('\n');
    const footer = lines.slice(lines.indexOf('-'.repeat(72)));
    for (const line of [
      reader.unsubscribe,
      setting.addresses.forward,
      setting.addresses.subscribe,
      'Box 1',
      'Exampleton',
      'Sent to ana@example.org',
    ]) {
      expect(footer).toContain(line);
    }
  });
});

/** Where a list stands in a list in a box in a box, there is no room left to keep to. */
function withoutDeepNesting(issue: Issue): Issue {
  return { ...issue, blocks: issue.blocks.filter((block) => !('blocks' in block)) };
}
