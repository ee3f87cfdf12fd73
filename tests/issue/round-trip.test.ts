import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { hasErrors } from '../../src/finding/finding.ts';
import type { Issue } from '../../src/issue/issue.ts';
import { issueJsonSchema, readDataIssue } from '../../src/issue/read-data.ts';
import { arbitraryBody } from './arbitrary-markdown.ts';
import { kitchenSink } from './kitchen-sink.ts';
import { checked, readBody, readWhole } from './reading.ts';

const seed = readFileSync('issues/2016-10-24-failing-at-therapy.md', 'utf8');
const schema = z.fromJSONSchema(issueJsonSchema() as z.core.JSONSchema.JSONSchema);

/** As `show --json` prints it. */
function printed(issue: Issue): string {
  return `${JSON.stringify(issue, null, 2)}\n`;
}

function readAgain(issue: Issue): Issue {
  const json = readDataIssue({ file: 'again.json', text: printed(issue) });
  expect(json.findings).toEqual([]);
  return json.issue;
}

describe('an issue printed as JSON and read again', () => {
  it.each([
    ['the sample issue', seed],
    ['an issue with everything', kitchenSink],
  ])('is equal: %s', (_, text) => {
    const read = readWhole(text);
    expect(checked(read).filter(({ severity }) => severity !== 'hint')).toEqual([]);
    expect(readAgain(read.issue)).toEqual(read.issue);
    expect(schema.safeParse(JSON.parse(printed(read.issue))).error).toBeUndefined();
  });

  it('holds every kind of block, so that none goes untried', () => {
    const kinds = new Set(printed(readWhole(kitchenSink).issue).match(/"kind": "\w+"/g));
    const known = new Set(JSON.stringify(issueJsonSchema()).match(/"const":"\w+"/g));
    expect([...kinds].map((kind) => kind.slice(9, -1)).sort()).toEqual(
      [...known].map((kind) => kind.slice(9, -1)).sort(),
    );
  });

  it('is equal as YAML too', () => {
    const { issue } = readWhole(kitchenSink);
    const yaml = stringify(issue, { aliasDuplicateObjects: false });
    expect(readDataIssue({ file: 'again.yaml', text: yaml })).toMatchObject({ issue, findings: [] });
  });

  it('is equal whatever it holds', () => {
    fc.assert(
      fc.property(arbitraryBody, (body) => {
        const read = readBody(body, { 'issues/part.md': 'Included[^1].\n\n[^1]: Its note.\n' });
        const text = printed(read.issue);
        expect(readDataIssue({ file: 'again.json', text }).issue).toEqual(read.issue);
        if (!hasErrors(read.findings)) expect(schema.safeParse(JSON.parse(text)).success).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('has the same faults in its addresses, fields and pictures', () => {
    fc.assert(
      fc.property(arbitraryBody, (body) => {
        const read = readBody(body);
        if (hasErrors(read.findings)) return;
        const again = readDataIssue({ file: 'again.json', text: printed(read.issue) });
        const codes = (issue: typeof read) =>
          checked(issue)
            .map(({ code }) => code)
            .sort();
        const without = read.findings.map(({ code }) => code);
        expect(codes(again)).toEqual(codes(read).filter((code) => !without.includes(code)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('prose in the machine form', () => {
  function blocksOf(blocks: unknown): unknown {
    const read = readDataIssue({ file: 'a.json', text: JSON.stringify({ title: 'A', blocks }) });
    expect(read.findings).toEqual([]);
    return read.issue.blocks;
  }

  it('given as a string is read as Markdown', () => {
    expect(
      blocksOf([
        { kind: 'heading', level: 2, text: 'A *b*' },
        { kind: 'text', content: 'One\n\n- two' },
        { kind: 'steps', items: ['First', { content: 'Second' }] },
        { kind: 'quote', content: 'Words', author: '[Ada](https://example.org)' },
        { kind: 'links', items: [{ title: 'A', url: 'https://example.org', by: 'Ada', note: 'Why' }] },
      ]),
    ).toMatchObject([
      { text: [{ text: 'A ' }, { kind: 'emphasis' }] },
      { content: [{ kind: 'paragraph' }, { kind: 'list' }] },
      { start: 1, items: [{ content: [{ kind: 'paragraph' }] }, { content: [{ kind: 'paragraph' }] }] },
      { author: [{ kind: 'link' }] },
      { items: [{ title: [{ text: 'A' }], by: [{ text: 'Ada' }], note: [{ kind: 'paragraph' }] }] },
    ]);
  });

  it.each([
    ['title: A\nblocks: none', 'data/blocks'],
    ['title: A', 'data/missing'],
    ['blocks: []', 'data/missing'],
    ['title: A\nblocks: [text]', 'data/blocks'],
    ['title: A\nblocks: [{kind: steps, items: []}]', 'data/items'],
    ['title: A\nblocks: [{kind: image, src: "", alt: a}]', 'data/src'],
    ['title: A\nblocks: [{kind: text, content: 3}]', 'data/content'],
    ['title: A\nblocks: [{kind: text, content: [{kind: odd}]}]', 'data/kind'],
    ['title: A\nslug: A B\nblocks: []', 'data/slug'],
    ['title: "a\\nb"\nblocks: []', 'data/title'],
    ['title: A\nsubject: "{{First Name}}"\nblocks: []', 'field/malformed'],
    ['title: A\nblocks: [{kind: text, content: "a <b>b</b>"}]', 'html/raw'],
    ['', 'data/value'],
    ['just words', 'data/value'],
    ['- a', 'data/value'],
  ])('%j is a fault: %s', (text, code) => {
    const read = readDataIssue({ file: 'a.yaml', text });
    expect(read.findings.map((finding) => finding.code)).toContain(code);
    for (const { place, message } of read.findings) {
      expect(place?.file).toBe('a.yaml');
      expect(message).not.toMatch(/Invalid|expected|undefined|zod/i);
    }
  });
});
