import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imbalances } from '../../../src/render/theme/balance.ts';
import { fencesOf, withoutMustaches } from '../../../src/render/theme/mustaches.ts';
import { scanTags } from '../../../src/render/theme/tags.ts';

const faults = (text: string) =>
  imbalances(scanTags(withoutMustaches(text)), fencesOf(text)).map(
    ({ kind, tag }) => `${kind} ${tag.name}@${tag.start}`,
  );

const tree = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'words',
      '<br>',
      '<img src="a>b">',
      '<mj-image />',
      '<!-- <div> -->',
      '{{x}}',
      "<p title='</p>'>p</p>",
    ),
    fc
      .tuple(fc.constantFrom('div', 'mj-text', 'td', 'v:rect'), fc.array(tie('node'), { maxLength: 3 }))
      .map(([name, inside]) => `<${name} a="1">${inside.join('')}</${name}>`),
    fc
      .array(tie('node'), { maxLength: 2 })
      .map((inside) => `{{#if x}}${inside.join('')}{{else}}${inside.join('')}{{/if}}`),
  ),
})).node;

describe('the balance of tags', () => {
  it('finds nothing in what is balanced', () => {
    fc.assert(
      fc.property(tree, (text) => {
        expect(faults(text)).toEqual([]);
      }),
    );
  });

  it('finds it when one closing or opening tag is taken out', () => {
    fc.assert(
      fc.property(tree, fc.nat(), fc.boolean(), (text, which, closing) => {
        const tags = scanTags(withoutMustaches(text)).filter(
          ({ kind }) => kind === (closing ? 'close' : 'open'),
        );
        fc.pre(tags.length > 0);
        const { start, end } = tags[which % tags.length]!;
        expect(faults(text.slice(0, start) + text.slice(end))).not.toEqual([]);
      }),
    );
  });

  it.each([
    ['<a><b></a>', ['unclosed b@3']],
    ['</a>', ['stray a@0']],
    ['<a>', ['unclosed a@0']],
    ['<div/>', ['unclosed div@0']],
    ['<a href="x>y</a>', ['unfinished a@0', 'stray a@12']],
    ['{{#if x}}<a>{{/if}}</a>', ['unclosed a@9', 'stray a@19']],
    ['{{#if x}}<a>{{else}}</a>{{/if}}', ['unclosed a@9', 'stray a@20']],
    ['<mj-raw><tr></mj-raw>{{blocks}}<mj-raw></tr></mj-raw>', []],
    ['<mj-raw><tr></mj-raw>', ['unclosed tr@8']],
    ['{{#if x}}<a {{#if y}}b{{/if}}></a>{{/if}}', []],
    ['1 < 2 <3 <A></a>', []],
  ])('of %s', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });
});
