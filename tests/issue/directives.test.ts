import { describe, expect, it } from 'vitest';
import { blockOf, codesIn, kindsOf, markedIn, readBody } from './reading.ts';

const at = 'https://example.org/';

describe('a directive', () => {
  it('button has a label and an address', () => {
    expect(blockOf('button', `::button[Read *on*]{href="${at}"}`)).toEqual({
      kind: 'button',
      label: [
        { kind: 'text', text: 'Read ' },
        { kind: 'emphasis', children: [{ kind: 'text', text: 'on' }] },
      ],
      href: at,
    });
  });

  it('callout has a tone, note where none is given', () => {
    expect(blockOf('callout', ':::callout{tone=tip}\nA\n:::').tone).toBe('tip');
    expect(blockOf('callout', ':::callout\nA\n:::').tone).toBe('note');
  });

  it('sponsor has a name and perhaps an address', () => {
    expect(blockOf('sponsor', `:::sponsor{name="A & B" href="${at}"}\nWords\n:::`)).toMatchObject({
      name: 'A & B',
      href: at,
      blocks: [{ kind: 'text' }],
    });
    expect(blockOf('sponsor', ':::sponsor{name=A}\nWords\n:::')).not.toHaveProperty('href');
  });

  it('video has an address, a still and words', () => {
    expect(blockOf('video', `::video{href="${at}" poster="here.png" alt="What it shows"}`)).toEqual({
      kind: 'video',
      href: at,
      poster: 'here.png',
      alt: 'What it shows',
    });
  });

  it('only encloses blocks of any kind, callouts among them', () => {
    const body = '::::only{segment=press}\n## A\n\n:::callout\nB\n:::\n::::';
    expect(blockOf('only', body)).toMatchObject({
      segment: 'press',
      blocks: [{ kind: 'heading' }, { kind: 'callout' }],
    });
    expect(codesIn(body)).toEqual([]);
  });

  it.each([
    ['::button[A]', ['directive/missing-attribute']],
    ['::button[A]{href=""}', ['directive/missing-attribute']],
    [`::button{href="${at}"}`, ['directive/label']],
    ['::button[A]{href="/x"}', ['link/relative']],
    [':::button[A]', ['directive/form']],
    ['::callout', ['directive/form']],
    [':::callout{tone=loud}\nA\n:::', ['directive/value']],
    [':::callout{tone=tip colour=red}\nA\n:::', ['directive/unknown-attribute']],
    [':::callout', ['directive/unclosed']],
    ['> :::callout\n> A\n> :::', ['directive/misplaced']],
    ['> :::callout\n> A', ['directive/misplaced']],
    ['- :::callout\n  A\n  :::', ['directive/misplaced']],
    [':::unknown\nA\n:::', ['directive/unknown']],
    ['::nothing', ['directive/unknown']],
    [':::only\nA\n:::', ['directive/missing-attribute']],
    [':::only{segment=nobody}\nA\n:::', ['segment/unknown']],
    [':::sponsor\nA\n:::', ['directive/missing-attribute']],
    ['A\n:::', ['directive/stray-close']],
    [':::', ['directive/stray-close']],
    ['::: callout\nA\n:::', ['directive/malformed']],
    [':::callout {tone=tip}\nA\n:::', ['directive/malformed']],
    ['::button[A]{href="x"', ['directive/malformed']],
    ['::::callout\n:::callout\nA\n:::\n::::', ['directive/misplaced']],
    [':::callout\n:::callout\nA\n:::\n:::', ['directive/unclosed', 'directive/stray-close']],
    ['::video{href=a}', ['directive/missing-attribute', 'directive/missing-attribute']],
  ])('%j is judged %j', (body, codes) => {
    expect(codesIn(body)).toEqual(codes);
  });

  it('that is unclosed is told first and alone', () => {
    expect(markedIn(readBody('[a](b)\n\n:::callout\n\n[c](d) {{x}}'))).toEqual([
      'directive/unclosed: :::callout',
    ]);
  });

  it('that cannot be used keeps what it encloses', () => {
    for (const body of [
      '::nothing[Words]',
      ':::unknown\nWords\n:::',
      '::button[Words]',
      '::callout[Words]',
    ]) {
      expect(JSON.stringify(readBody(body).issue.blocks), body).toContain('Words');
    }
    expect(kindsOf('::::callout\n:::callout\nA\n:::\n::::')).toEqual(['callout']);
  });

  it('in code is code', () => {
    expect(codesIn('```\n:::callout\n```\n\n    :::\n\n`:::callout`')).toEqual([]);
  });

  it('closed with more colons than it was opened with is closed', () => {
    expect(codesIn(':::callout\nA\n:::::')).toEqual([]);
  });

  it('closed at the end of the file without a line end is closed', () => {
    expect(codesIn(':::callout\nA\n:::')).toEqual([]);
    expect(codesIn(':::callout\r\nA\r\n:::\r\n')).toEqual([]);
    expect(codesIn(':::callout\n:::')).toEqual([]);
  });
});

describe('an include', () => {
  const files = {
    'issues/parts/one.md': '---\ntitle: One\n---\n## One\n\n[bad](/one)\n\n::include{file="two.md"}\n',
    'issues/parts/two.md': '\ufeffTwo.\r\n\r\n[bad][nowhere]\r\n',
    'issues/loop.md': '::include{file="a.md"}\n',
    'issues/self.md': '::include{file="self.md"}\n',
    'issues/defined.md': '[here][x]\n\n[x]: https://example.org\n',
    'shared/part.md': 'Shared.\n',
  };

  it('puts the blocks of another file in its place, and those that one includes', () => {
    const read = readBody('A\n\n::include{file="parts/one.md"}\n\nB', files);
    expect(read.issue.blocks.map(({ kind }) => kind)).toEqual(['text', 'heading', 'text', 'text', 'text']);
    expect(read.sources.map(({ file }) => file)).toEqual([
      'issues/a.md',
      'issues/parts/one.md',
      'issues/parts/two.md',
    ]);
  });

  it('has its faults in the file that was included, in their own lines', () => {
    const read = readBody('::include{file="parts/one.md"}', files);
    expect(markedIn(read)).toEqual(['link/relative: /one', 'link/undefined: [bad][nowhere]']);
  });

  it('may lead up to a folder beside', () => {
    expect(codesIn('A')).toEqual([]);
    expect(readBody('::include{file="../shared/part.md"}', files).findings).toEqual([]);
  });

  it('knows its own definitions', () => {
    expect(readBody('::include{file="defined.md"}', files).findings).toEqual([]);
  });

  it.each([
    ['::include{file="nowhere.md"}', 'There is no file issues/nowhere.md'],
    ['::include{file="/etc/hosts"}', '“/etc/hosts” is not a path beside this file'],
    ['::include{file="a.md"}', 'issues/a.md includes itself'],
    ['::include{file="loop.md"}', 'issues/a.md includes itself'],
    ['::include{file="self.md"}', 'issues/self.md includes itself'],
    ['::include{file="parts/./../self.md"}', 'issues/self.md includes itself'],
  ])('%s is a fault: %s', (body, message) => {
    const { findings } = readBody(body, { ...files, 'issues/a.md': body });
    expect(findings.map((finding) => finding.message)).toEqual([message]);
  });

  it('may be made twice, side by side', () => {
    const read = readBody('::include{file="defined.md"}\n\n::include{file="defined.md"}', files);
    expect(read.findings).toEqual([]);
    expect(read.sources).toHaveLength(2);
  });

  it('inside a callout may hold no callout', () => {
    const read = readBody(':::callout\n::include{file="c.md"}\n:::', {
      'issues/c.md': ':::callout\nA\n:::\n',
    });
    expect(read.findings.map(({ code }) => code)).toEqual(['directive/misplaced']);
  });

  it('counts its notes on from the notes before', () => {
    const read = readBody('A[^1]\n\n::include{file="notes.md"}\n\n[^1]: One.', {
      'issues/notes.md': 'B[^1]\n\n[^1]: Two.\n',
    });
    const json = JSON.stringify(read.issue.blocks);
    expect(json).toContain('One.');
    expect(json).toContain('Two.');
  });
});
