import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fill } from '../../src/render/fill.ts';
import { renderIssue } from '../../src/render/render-issue.ts';
import type { ReaderValues, RenderedIssue } from '../../src/render/template.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import { hostileWords } from './arbitrary-issue.ts';
import { readMarkup, structureOf } from './markup.ts';
import { everyone, kitchenSink, setting } from './sample-issues.ts';

const plainReader: ReaderValues = {
  email: 'ana@example.org',
  fields: { first_name: 'Ana' },
  unsubscribe: 'https://news.example.org/u/abc',
};
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostileWords));
const anyReader = fc.record({
  email: anyText,
  fields: fc.dictionary(fc.constantFrom('first_name', 'constructor', '__proto__', 'city'), anyText),
  unsubscribe: anyText,
});

let rendered: RenderedIssue;
beforeAll(async () => {
  rendered = await renderIssue(kitchenSink, await loadTheme([]), setting, everyone);
});

describe('filling slots', () => {
  it('changes no run, whatever the reader’s data', () => {
    fc.assert(
      fc.property(anyReader, (reader) => {
        for (const template of [rendered.html, rendered.text, rendered.subject, rendered.preview]) {
          let rest = fill(template, reader);
          for (const run of template.runs) {
            expect(rest).toContain(run);
            rest = rest.slice(rest.indexOf(run) + run.length);
          }
        }
      }),
    );
  });

  it('never changes the structure of the HTML', () => {
    const plain = structureOf(fill(rendered.html, plainReader));
    fc.assert(
      fc.property(anyReader, (reader) => {
        expect(structureOf(fill(rendered.html, reader))).toEqual(plain);
      }),
    );
  });

  it('gives back in the HTML what the reader is called, character by character', () => {
    const reader = { ...plainReader, fields: { first_name: `O'Neil & "Söhne" <x>` } };
    expect(readMarkup(fill(rendered.html, reader)).words).toContain(`Hello O'Neil & "Söhne" <x>, this issue`);
  });

  it('keeps subject and text lines whole: no control character comes in', () => {
    fc.assert(
      fc.property(anyReader, (reader) => {
        expect(fill(rendered.subject, reader)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        const lines = fill(rendered.text, reader).split('\n').length;
        expect(lines).toBe(fill(rendered.text, plainReader).split('\n').length);
        expect(fill(rendered.text, reader)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
      }),
    );
  });

  it('drops marks that turn the direction of what follows', () => {
    const reader = { ...plainReader, fields: { first_name: 'A\u202eb\u2066c' } };
    expect(fill(rendered.subject, reader)).toBe('For Abc: everything');
  });

  it.each([{}, { first_name: '' }, { first_name: '   ' }, { first_name: '\n\u0000' }])(
    'takes the fallback where a field is missing or blank: %j',
    (fields) => {
      expect(fill(rendered.subject, { ...plainReader, fields })).toBe('For there: everything');
    },
  );

  it('knows no field that every object has', () => {
    const template = {
      context: 'text',
      runs: ['', ''],
      slots: [{ kind: 'field', name: 'constructor', fallback: 'x' }],
    } as const;
    expect(fill(template, plainReader)).toBe('x');
  });
});
