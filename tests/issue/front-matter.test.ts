import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainWords } from '../../src/issue/inline.ts';
import { checked, markedIn, readWhole } from './reading.ts';

function titled(value: string): { title: string; codes: string[]; advice: (string | undefined)[] } {
  const read = readWhole(`---\ntitle: ${value}\n---\nWords.\n`);
  const findings = checked(read);
  return {
    title: read.issue.title,
    codes: findings.map(({ code }) => code),
    advice: findings.map(({ advice }) => advice),
  };
}

describe('a title', () => {
  it.each([
    '3.10',
    '007',
    '1e3',
    '0x1F',
    'yes',
    'null',
    '~',
    'true',
    '2016-10-24',
    '10:30',
    '.inf',
    'C# matters',
    'Hello 👋 world 🎉',
    'Ünïcödé, 日本語 and עברית',
    'What’s “new”',
    "Don't panic",
    'a | b > c',
    '100% of $5 & more',
    'Tom & Jerry; 50 < 60',
    'https://example.org/#top',
    '-5 degrees',
    '(draft) of it',
    'Back\\slash \\n stays',
  ])('%s is read as it is typed', (title) => {
    expect(titled(title)).toEqual({ title, codes: [], advice: [] });
  });

  it.each([
    ['"3.10: a new \\"hope\\""', '3.10: a new "hope"'],
    ["'It''s here: now'", "It's here: now"],
    ['"# of readers"', '# of readers'],
    ['""quoted""', undefined],
  ])('%s in quotes is read without them', (written, title) => {
    if (title === undefined) expect(titled(written).codes).toEqual(['front-matter/needs-quotes']);
    else expect(titled(written)).toMatchObject({ title, codes: [] });
  });

  it.each([
    ['Rust: the book', 'Rust: the book', 'Write title: "Rust: the book"'],
    ['Ends with a colon:', 'Ends with a colon:', 'Write title: "Ends with a colon:"'],
    ['@home this week', '@home this week', 'Write title: "@home this week"'],
    ['`code` first', '`code` first', 'Write title: "`code` first"'],
    ['%50 off', '%50 off', 'Write title: "%50 off"'],
    ['[Draft] News', '[Draft] News', 'Write title: "[Draft] News"'],
    ['{name} wins', '{name} wins', 'Write title: "{name} wins"'],
    ['*Stars* and more', '*Stars* and more', 'Write title: "*Stars* and more"'],
    ['*Stars*', '*Stars*', 'Write title: "*Stars*"'],
    ['&amp wins', '&amp wins', 'Write title: "&amp wins"'],
    ['!important', '!important', 'Write title: "!important"'],
    ['> quoted', '> quoted', 'Write title: "> quoted"'],
    ['| piped', '| piped', 'Write title: "| piped"'],
    ['- dashed', '- dashed', 'Write title: "- dashed"'],
    ['? asked', '? asked', 'Write title: "? asked"'],
    ['#1 in news', '#1 in news', 'Write title: "#1 in news"'],
    ['"Yes" she said', '"Yes" she said', `Write title: '"Yes" she said'`],
    ["'twas: the night", 'twas: the night', 'Write title: "twas: the night"'],
  ])('%s needs quotes, and is read as it stands until it has them', (written, title, advice) => {
    expect(titled(written)).toEqual({ title, codes: ['front-matter/needs-quotes'], advice: [advice] });
  });

  it('that a comment cuts is warned of', () => {
    expect(titled('Why C # matters')).toMatchObject({
      title: 'Why C',
      codes: ['front-matter/cut-by-comment'],
    });
  });

  it('may be folded over several lines', () => {
    expect(readWhole('---\ntitle: >-\n  One\n  two\ndate: 2026-12-01\n---\nWords.').issue.title).toBe(
      'One two',
    );
    expect(readWhole('---\ntitle: One\n  two\n---\nWords.').issue.title).toBe('One two');
    expect(readWhole('---\ntitle: "One\n  two"\n---\nWords.').issue.title).toBe('One two');
  });

  it('that needs quotes can be mended by doing what the advice says', () => {
    const title = fc
      .string({ unit: fc.constantFrom(...'ab:#@&*!?|>%`\'"{}[],- \\'), minLength: 1, maxLength: 20 })
      .map((text) => text.trim())
      .filter((text) => text !== '');
    fc.assert(
      fc.property(title, (typed) => {
        const { codes, advice } = titled(typed);
        if (!codes.includes('front-matter/needs-quotes')) return;
        const written =
          advice[codes.indexOf('front-matter/needs-quotes')]?.replace('Write title: ', '') ?? '';
        expect(titled(written).codes).not.toContain('front-matter/needs-quotes');
        expect(typed).toContain(titled(written).title);
      }),
      { numRuns: 800 },
    );
  });
});

describe('a front matter', () => {
  it('is read with CRLF, with a byte order mark, with old Mac line ends', () => {
    const text = '---\ntitle: A: B\npreview: Words\n---\n# Heading\n\n[a](b)\n';
    const expected = markedIn(readWhole(text));
    expect(expected).toEqual(['front-matter/needs-quotes: A: B', 'link/relative: b']);
    expect(markedIn(readWhole(text.replaceAll('\n', '\r\n')))).toEqual(expected);
    expect(markedIn(readWhole(text.replaceAll('\n', '\r')))).toEqual(expected);
    expect(markedIn(readWhole(`\ufeff${text}`))).toEqual(expected);
  });

  it('is ended by dots as well', () => {
    expect(readWhole('---\ntitle: A\n...\nWords.').issue).toMatchObject({
      title: 'A',
      blocks: [{ kind: 'text' }],
    });
  });

  it('may hold empty lines and comments', () => {
    expect(checked(readWhole('---\n# mine\ntitle: A\n\n# more\ndate: 2026-12-01\n---\nWords.'))).toEqual([]);
  });

  it('is unclosed where prose stands in it, even with a divider further down', () => {
    for (const text of [
      '---\ntitle: A\n\nDear all, hello.\n\n---\n\nMore.\n',
      '---\ntitle: A\n\n## Heading\n\nWords.\n',
    ]) {
      const read = readWhole(text);
      expect(read.findings.map(({ code }) => code)).toEqual(['front-matter/unclosed']);
      expect(read.issue.title).toBe('A');
      expect(JSON.stringify(read.issue.blocks)).toMatch(/Words|More/);
    }
  });

  it('with one bad line keeps what the others say', () => {
    const read = readWhole('---\ntitle: A: B\npreview: >\n  Two\n  lines\nsubject: Hello\n---\nWords.');
    expect(read.findings.map(({ code }) => code)).toEqual(['front-matter/needs-quotes']);
    expect(plainWords(read.issue.preview ?? [])).toBe('Two lines');
    expect(plainWords(read.issue.subject ?? [])).toBe('Hello');
  });

  it('names every fault at once', () => {
    const read = readWhole(
      '---\ntitel: A\ndate: soon\nlang: e\nslug: A B\nfrom: nobody\ntitle: B\n---\nWords.',
    );
    expect(markedIn(read)).toEqual([
      'front-matter/unknown-key: titel',
      'front-matter/date: soon',
      'front-matter/lang: e',
      'front-matter/slug: A B',
      'front-matter/from: nobody',
    ]);
  });

  it('with a key in quotes is read', () => {
    expect(readWhole('---\n"title": A\n---\nWords.').issue.title).toBe('A');
    expect(markedIn(readWhole('---\n"title": A: B\n---\nWords.'))).toEqual([
      'front-matter/needs-quotes: A: B',
    ]);
  });

  it.each([
    ['- a\n- b', 'front-matter/no-keys'],
    ['title', 'front-matter/no-keys'],
    ['', 'front-matter/missing'],
    ['# only a comment', 'front-matter/missing'],
    ['title: [a, b]', 'front-matter/not-text'],
    ['title: {a: b}', 'front-matter/not-text'],
    ['title:\n  - a', 'front-matter/not-text'],
    ['title:', 'front-matter/title'],
    ['title: "  "', 'front-matter/title'],
    ['title: A\n  key: B', 'front-matter/syntax'],
    ['title: A\ntitle: B', 'front-matter/twice'],
  ])('of %j is a fault: %s', (yaml, code) => {
    expect(checked(readWhole(`---\n${yaml}\n---\nWords.`)).map((finding) => finding.code)).toContain(code);
  });

  it('says nothing of a missing title where it could not be read', () => {
    const codes = checked(readWhole('---\n- a\n---\nWords.')).map(({ code }) => code);
    expect(codes).toEqual(['front-matter/no-keys']);
  });

  it('names what an issue without a title goes by: its first heading, or its file', () => {
    expect(readWhole('# *My* news\n\nWords.').issue.title).toBe('My news');
    expect(readWhole('Words.', 'issues/2026-12-01-hello.md').issue).toMatchObject({
      title: '2026-12-01-hello',
      slug: '2026-12-01-hello',
    });
  });

  it('executes nothing, whatever language its fence names', () => {
    const proof = join(mkdtempSync(join(tmpdir(), 'pennypost-')), 'ran');
    const script = `require('fs').writeFileSync(${JSON.stringify(proof)}, '')`;
    for (const text of [
      `---js\n${script}\n---\nWords.`,
      `---javascript\n{ title: ${script} }\n---\nWords.`,
      `---\ntitle: !!js/function "function () { ${script} }()"\n---\nWords.`,
      `---\ntitle: !<tag:yaml.org,2002:js/undefined> ""\n---\nWords.`,
    ]) {
      expect(checked(readWhole(text)).length).toBeGreaterThan(0);
    }
    expect(existsSync(proof)).toBe(false);
  });
});
