import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrastOf, readColour } from '../../../src/check/html/colour.ts';
import { codesOf, inspectBody } from '../bench.ts';
import { codesOfHtml, remarksOnHtml } from './specimens.ts';

const heading = '<h1>A</h1>';

describe('the HTML of a mail', () => {
  it.each([
    ['is well', heading, []],
    ['has no first heading', '<p>a</p>', ['html/headings']],
    ['has two first headings', '<h1>A</h1><h1>B</h1>', ['html/headings']],
    ['leaves out a level', '<h1>A</h1><h3>B</h3>', ['html/headings']],
    ['goes back up', '<h1>A</h1><h2>B</h2><h3>C</h3><h2>D</h2>', []],
    ['shows a picture without words', `${heading}<img src="a.png">`, ['html/alt']],
    ['adorns itself', `${heading}<img src="a.png" alt="">`, []],
    ['has a link without words', `${heading}<a href="https://example.org"> </a>`, ['html/link-words']],
    [
      'has a link of a picture',
      `${heading}<a href="https://example.org"><img src="a.png" alt="The sea"></a>`,
      [],
    ],
    [
      'has a link of a picture that only adorns',
      `${heading}<a href="/x"><img src="a.png" alt=""></a>`,
      ['html/link-words'],
    ],
    ['arranges things in a table', `${heading}<table><tr><td>a</td></tr></table>`, ['html/layout-table']],
    ['says so', `${heading}<table role="presentation"><tr><td>a</td></tr></table>`, []],
    ['has a table of facts', `${heading}<table><tr><th>a</th></tr></table>`, []],
    [
      'tells somebody that it was opened',
      `${heading}<img src="https://example.com/p" alt="" width="1" height="1">`,
      ['html/third-party'],
    ],
    ['runs something', `${heading}<script src="a.js"></script>`, ['html/third-party']],
  ])('%s: %j', (_, body, codes) => {
    expect(codesOfHtml(body)).toEqual(codes);
  });

  it('has a title, a language and a direction', () => {
    expect(codesOfHtml(heading, '')).toEqual(['html/title']);
    expect(codesOfHtml(heading, '<title> </title>')).toEqual(['html/title']);
    expect(codesOfHtml(heading, '<title>A</title>', '')).toEqual(['html/language']);
    expect(codesOfHtml(heading, '<title>A</title>', 'lang="en"')).toEqual(['html/language']);
  });

  it('fetches no fonts and no style sheets', () => {
    for (const head of [
      '<link rel="stylesheet" href="https://example.com/a.css">',
      '<style>@import url(x)</style>',
    ])
      expect(codesOfHtml(heading, `<title>A</title>${head}`)).toEqual(['html/third-party']);
  });

  it.each([
    ['grey on white', 'color:#777777', ['html/contrast']],
    ['a darker grey', 'color:#767676', []],
    ['large grey words', 'color:#949494;font-size:24px', []],
    ['bold ones, not quite so large', 'color:#949494;font-size:19px;font-weight:700', []],
    ['words not so large', 'color:#949494;font-size:19px', ['html/contrast']],
    ['white on black around it', 'color:#ffffff', ['html/contrast']],
    ['what nobody sees', 'color:#ffffff;display:none', []],
    ['a colour that shines through', 'color:rgba(0,0,0,.1)', []],
  ])('has words that can be told from what is behind them: %s', (_, style, codes) => {
    expect(codesOfHtml(`${heading}<p style="${style}">words</p>`)).toEqual(codes);
  });

  it('knows what is behind words, however far around them', () => {
    const within = (words: string) =>
      `<div style="background:#000000"><table role="presentation"><tr><td>${words}</td></tr></table></div>`;
    expect(codesOfHtml(heading + within('<p style="color:#ffffff">a</p>'))).toEqual([]);
    expect(codesOfHtml(heading + within('<p>a</p>'))).toEqual(['html/contrast']);
    expect(
      remarksOnHtml(`<html lang="en" dir="ltr"><title>A</title>${heading}${within('<p>a</p>')}</html>`)[0]
        ?.message,
    ).toBe('Words in #000000 on #000000 have a contrast of 1.0, and need 4.5');
  });

  it('measures contrast as WCAG does, whichever way round', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    const colour = fc.stringMatching(/^#[0-9a-f]{6}$/);
    fc.assert(
      fc.property(colour, colour, (a, b) => {
        expect(contrastOf(a, b)).toBeCloseTo(contrastOf(b, a) as number);
        expect(contrastOf(a, b)).toBeGreaterThanOrEqual(1);
      }),
    );
    expect(readColour('#AbC')).toBe('#aabbcc');
  });

  it('that Gmail would cut off is told at its longest block', async () => {
    const short = Array.from({ length: 20 }, (_, i) => `Paragraph ${i} of a letter.`).join('\n\n');
    const long = Array.from(
      { length: 1_400 },
      (_, i) => `Paragraph ${i} of a long letter, which goes on and on.`,
    ).join('\n\n');
    expect(codesOf(await inspectBody(`${short}\n`))).not.toContain('html/size');
    const found = (await inspectBody(`${short}\n\n---\n\n${long}\n`)).find(
      ({ code }) => code === 'html/size',
    );
    expect(found).toMatchObject({ severity: 'warning', place: { line: 48 } });
    expect(found?.message).toMatch(/^The mail has \d+ KB: Gmail cuts it off at 100, and hides the footer$/);
  });
});
