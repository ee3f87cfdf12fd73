import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseField, splitFields, suggestField } from '../../src/issue/field.ts';
import { fieldsOf } from '../../src/issue/walk.ts';
import { blockOf, checked, codesIn, markedIn, readBody, readWhole } from './reading.ts';

function fieldsIn(body: string): unknown[] {
  return [...fieldsOf(readBody(body).issue)];
}

describe('a merge field', () => {
  it.each([
    ['{{first_name}}', { kind: 'field', name: 'first_name' }],
    ['{{first_name|there}}', { kind: 'field', name: 'first_name', fallback: 'there' }],
    ['{{ first_name | dear reader }}', { kind: 'field', name: 'first_name', fallback: 'dear reader' }],
    ['{{first_name|}}', { kind: 'field', name: 'first_name' }],
    ['{{first_name|a|b}}', { kind: 'field', name: 'first_name', fallback: 'a|b' }],
    ['{{first_name|*not* Markdown}}', { kind: 'field', name: 'first_name', fallback: '*not* Markdown' }],
    ['{{first_name|日本}}', { kind: 'field', name: 'first_name', fallback: '日本' }],
  ])('%s is read', (written, field) => {
    expect(fieldsIn(`Dear ${written}, hello`)).toEqual([field]);
  });

  it('stands in headings, links, quotes, lists, tables and labels', () => {
    const body =
      '## {{city}}\n\n[{{city}}](https://example.org)\n\n> {{city}}\n\n- {{city}}\n\n1. {{city}}\n\n' +
      '| a |\n|---|\n| {{city}} |\n\n::button[{{city}}]{href="https://example.org"}\n\n**{{city}}**\n';
    expect(fieldsIn(body)).toHaveLength(8);
    expect(codesIn(body)).toEqual([]);
  });

  it('has its bar escaped in a table, or not', () => {
    expect(fieldsIn('| a |\n|---|\n| {{city\\|Bern}} |\n')).toEqual([
      { kind: 'field', name: 'city', fallback: 'Bern' },
    ]);
  });

  it.each(['`{{first_name}}`', '```\n{{first_name}}\n```', '    {{first_name}}', '\\{{first_name}}'])(
    'is none in %j',
    (body) => {
      expect(fieldsIn(body)).toEqual([]);
      expect(codesIn(body)).toEqual([]);
    },
  );

  it('is written as braces behind a backslash', () => {
    expect(blockOf('text', 'Write \\{{name}} so').content).toEqual([
      { kind: 'paragraph', content: [{ kind: 'text', text: 'Write {{name}} so' }] },
    ]);
  });

  it.each([
    ['{{First Name}}', 'field/malformed', '{{first_name}}'],
    ['{{firstName|you}}', 'field/malformed', '{{first_name|you}}'],
    ['{{}}', 'field/malformed', '{{first_name}}'],
    ['{{1st}}', 'field/malformed', '{{st}}'],
    ['{{#if x}}', 'field/logic', ''],
    ['{{/if}}', 'field/logic', ''],
    ['{{else}}', 'field/logic', ''],
    ['{{> footer}}', 'field/logic', ''],
    ['{{{raw}}}', 'field/logic', ''],
    ['{{first_name', 'field/unclosed', ''],
    ['{{first_name}', 'field/unclosed', ''],
    ['{{nobody}}', 'field/unknown', ''],
  ])('%s is a fault: %s', (written, code, meant) => {
    const read = readBody(`Dear ${written}`);
    const [finding] = checked(read);
    expect(finding?.code).toBe(code);
    if (meant) expect(finding?.advice).toContain(meant);
    expect(markedIn(read)[0]).toContain(written.replace(/\}\}\}$/, '}}'));
  });

  it('that is malformed keeps its words', () => {
    expect(JSON.stringify(readBody('Dear {{First Name}}!').issue.blocks)).toContain('Dear {{First Name}}!');
  });

  it('is suggested in a form that is right', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (text) => {
        const raw = `{{${text.replace(/[{}]/g, '')}}}`;
        expect(parseField(suggestField(raw)).ok).toBe(true);
      }),
    );
  });
});

describe('a subject or a preview', () => {
  it('holds fields and no Markdown', () => {
    const { issue } = readWhole('---\ntitle: A\nsubject: "*Hi* {{first_name|you}}, \\\\{{x}}"\n---\nWords.');
    expect(issue.subject).toEqual([
      { kind: 'text', text: '*Hi* ' },
      { kind: 'field', name: 'first_name', fallback: 'you' },
      { kind: 'text', text: ', {{x}}' },
    ]);
  });

  it.each([
    ['subject: Dear {{frist}}, {{nmae}}', ['{{frist}}', '{{nmae}}']],
    ['subject: "Dear {{x}} \\" {{y}}"', ['{{x}}', '{{y}}']],
    ["preview: 'It''s {{x}}'", ['{{x}}']],
    ['preview: >-\n  One line and\n  {{x}} on the next', ['{{x}}']],
    ['subject: {{x}} first', ['{{x}} first', '{{x}}']],
    ['subject: a {{x}} and {{x}} again', ['{{x}}', '{{x}}']],
    ['subject: "{{Not Right}} and {{x"', ['{{Not Right}}', '{{x']],
  ])('%s has its faults where they stand', (line, texts) => {
    const read = readWhole(`---\ntitle: A\n${line}\n---\nWords.`);
    expect(markedIn(read).map((row) => row.replace(/^.*?: /, ''))).toEqual(texts);
  });

  it('points at the second of two equal fields by its own place', () => {
    const columns = checked(readWhole('---\ntitle: A\nsubject: a {{x}} and {{x}} again\n---\nWords.'));
    expect(columns.map(({ place }) => place?.column)).toEqual([12, 22]);
  });

  it('in pieces has all its characters, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{{', '}}', '\\', 'a', '|', ' ', '{', '}') }), (text) => {
        const pieces = splitFields(text);
        expect(pieces.map(({ raw }) => raw).join('')).toBe(text);
        for (const { start, raw } of pieces) expect(text.slice(start, start + raw.length)).toBe(raw);
      }),
    );
  });
});
