import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fill } from '../../../src/render/fill.ts';
import { renderIssue } from '../../../src/render/render-issue.ts';
import { loadTheme } from '../../../src/render/theme/load-theme.ts';
import { readMarkup } from '../markup.ts';
import { everyone, kitchenSink, prose, seed, setting } from '../sample-issues.ts';

const reader = { email: 'ana@example.org', fields: {}, unsubscribe: 'https://news.example.org/u/abc' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'theme-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

async function rendered(issue = seed): Promise<string> {
  return fill((await renderIssue(issue, await loadTheme([folder]), setting, everyone)).html, reader);
}

describe('a theme', () => {
  it('is the built-in one where a newsletter has no folder of templates', async () => {
    const none = await loadTheme([join(folder, 'nowhere')]);
    expect(none.data).toEqual((await loadTheme([])).data);
  });

  it('takes each file from the newsletter first, the others from the built-in theme', async () => {
    await put(
      'blocks/quote.mjml.hbs',
      '<mj-text css-class="{{place}}"><p class="mine">{{content}}</p></mj-text>',
    );
    const { elements } = readMarkup(await rendered());
    expect(elements.some(({ attributes }) => attributes['class'] === 'mine')).toBe(true);
    expect(elements.some(({ attributes }) => attributes['class'] === 'number')).toBe(true);
  });

  it('takes settings value by value', async () => {
    await put(
      'theme.yaml',
      "colours:\n  light:\n    accent: '#00552b'\nwords:\n  sentTo: An {email}\nmeasures:\n  width: 560\n",
    );
    const html = await rendered();
    expect(html).toContain('6px solid #00552b');
    expect(html).toContain('An ana@example.org');
    expect(html).toContain('max-width:560px');
    expect(html).toContain('#24211d');
  });

  it('lets a newsletter call its own partials with values', async () => {
    await put(
      'partials/label.mjml.hbs',
      '<mj-text css-class="{{tone}}">{{words}} {{@root.newsletter.name}}</mj-text>',
    );
    await put(
      'blocks/divider.mjml.hbs',
      '{{> label tone="soft" words=place}}{{#with light as |l|}}<mj-text color="{{l.ink}}">x</mj-text>{{/with}}',
    );
    expect(await rendered({ ...seed, blocks: [{ kind: 'divider' }] })).toMatch(
      /class="soft"[\s\S]*block-1 News \+ Notes/,
    );
  });

  it('takes conditions within a tag and branches that are whole in themselves', async () => {
    await put(
      'blocks/text.mjml.hbs',
      '<mj-text {{#if first}}padding-top="9px"{{else}}padding-top="1px"{{/if}}>{{#if rtl}}<b>r</b>{{else}}<i class="l">{{content}}</i>{{/if}}</mj-text>',
    );
    const html = await rendered({ ...seed, blocks: [prose('one'), prose('two')] });
    expect(html).toContain('padding-top:9px');
    expect(html).toContain('padding-top:1px');
    expect(html).toContain('<i class="l">');
  });

  it('does not mind Windows line ends, a byte order mark, or comments that hold tags', async () => {
    await put(
      'blocks/divider.mjml.hbs',
      '\ufeff{{!-- <mj-text> {{nothing}} --}}\r\n<!-- <div> -->\r\n<mj-divider />\r\n',
    );
    expect(await rendered(kitchenSink)).toContain('<html lang="en"');
  });

  it('refuses what is not a template’s name, and leaves other files alone', async () => {
    await put('README.md', 'mine');
    await put('blocks/quote.hbs', 'x');
    await expect(loadTheme([folder])).rejects.toMatchObject({ code: 'template/misnamed', kind: 'issue' });
  });
});

describe('the colours of the built-in theme', () => {
  const pairs = [
    ['ink', 'sheet'],
    ['ink', 'tint'],
    ['muted', 'sheet'],
    ['muted', 'tint'],
    ['muted', 'canvas'],
    ['link', 'sheet'],
    ['link', 'tint'],
    ['accent', 'sheet'],
    ['onAccent', 'accent'],
    ['note', 'tint'],
    ['tip', 'tint'],
    ['warning', 'tint'],
  ] as const;

  it.each(['light', 'dark'] as const)('keep words readable at 4.5 to 1 in %s', async (scheme) => {
    const palette = (await loadTheme([])).data.colours[scheme];
    for (const [words, behind] of pairs) {
      expect([words, behind, contrast(palette[words], palette[behind]) >= 4.5]).toEqual([
        words,
        behind,
        true,
      ]);
    }
  });
});

/** WCAG 2.2, contrast ratio and relative luminance. */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
