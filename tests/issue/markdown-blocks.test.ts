import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/issue/block.ts';
import { plainWords } from '../../src/issue/inline.ts';
import { blockOf, codesIn, kindsOf, markedIn, readBody } from './reading.ts';

const at = 'https://example.org';

function wordsOf(flows: readonly Flow[] | undefined): string {
  return (flows ?? [])
    .map((flow) => (flow.kind === 'paragraph' ? plainWords(flow.content) : flow.kind))
    .join(' / ');
}

/** `title | by | note` of every item. */
function linesOf(body: string): string[] {
  return blockOf('links', body).items.map(
    ({ title, by, note }) => `${plainWords(title)} | ${plainWords(by ?? [])} | ${wordsOf(note)}`,
  );
}

describe('a reading list', () => {
  it.each([
    [`- [A](${at})`, 'A |  | '],
    [`- [A](${at}), by Ada Byron`, 'A | Ada Byron | '],
    [`- [A](${at}) by Ada Byron`, 'A | Ada Byron | '],
    [`- [A](${at}), by [Ada](${at}/ada)`, 'A | Ada | '],
    [`- [A](${at}), by Ada: why it matters`, 'A | Ada | why it matters'],
    [`- [A](${at}), by Ada (a review)`, 'A | Ada | (a review)'],
    [`- [A](${at}), by Ada — worth it`, 'A | Ada | worth it'],
    [`- [A](${at}), by Ada\n  On two lines.`, 'A | Ada | On two lines.'],
    [`- [A](${at}): a note`, 'A |  | a note'],
    [`- [A](${at}) — a note`, 'A |  | a note'],
    [`- [A](${at}) - a note`, 'A |  | a note'],
    [`- [A](${at}). A note.`, 'A |  | A note.'],
    [`- [A](${at}) (a note)`, 'A |  | (a note)'],
    [`- [A](${at}) | a note`, 'A |  | a note'],
    [`- [A](${at})\n  A note.`, 'A |  | A note.'],
    [`- [A](${at})\\\n  A note.`, 'A |  | A note.'],
    [`- [A](${at}).`, 'A |  | '],
    [`- [A](${at})\n\n  A note\n\n  and more`, 'A |  | A note / and more'],
    [`- [A](${at})\n  - nested`, 'A |  | list'],
    [`- [A][x]: a *note*\n\n[x]: ${at}`, 'A |  | a note'],
    [`- [*A* and \`b\`](${at})`, 'A and b |  | '],
  ])('%j is %s', (body, line) => {
    expect(linesOf(body)).toEqual([line]);
  });

  it.each([
    `- [Ada](${at}) wrote a book`,
    `- [A](${at}) and [B](${at})`,
    `- **Note** [A](${at})`,
    `- [x] [A](${at})`,
    `- [A](${at})\n- no link`,
    `- [A][nowhere]: a note`,
    `- [![picture](${at}/a.png)](${at})`,
    `- [A](${at})’s book`,
    `- [A](${at})s`,
  ])('is none in %j, which stays a list', (body) => {
    expect(kindsOf(body)).toEqual(['text']);
  });

  it('loses no words', () => {
    const [line] = linesOf(`- [A](${at}), by Ada: *this*, \`that\` and [more](${at}/more) – truly`);
    expect(line).toBe('A | Ada | this, that and more – truly');
  });
});

describe('a quote', () => {
  it.each([
    ['> Words.\n>\n> --Ada Byron', 'Words.', 'Ada Byron'],
    ['> Words.\n>\n> — Ada Byron', 'Words.', 'Ada Byron'],
    ['> Words.\n> – Ada Byron', 'Words.', 'Ada Byron'],
    ['> Words.\\\n> — Ada Byron', 'Words.', 'Ada Byron'],
    ['> Words.  \n> — Ada Byron', 'Words.', 'Ada Byron'],
    ['> Words\n> on two lines.\n> ― *Ada* Byron', 'Words on two lines.', 'Ada Byron'],
    [`> Words.\n>\n> — [Ada](${at})`, 'Words.', 'Ada'],
    [`> Words.\n> — [Ada](${at}), writer`, 'Words.', 'Ada, writer'],
    ['> Words.\n\n— Ada Byron', 'Words.', 'Ada Byron'],
    ['> Words.\n\n-- Ada Byron\n\nMore.', 'Words.', 'Ada Byron'],
    ['> — Words in dialogue.', '— Words in dialogue.', ''],
    ['> Words.', 'Words.', ''],
    ['> Words -- with dashes.', 'Words -- with dashes.', ''],
    ['> Words.\n> - a list', 'Words. / list', ''],
  ])('%j has its author', (body, words, author) => {
    const quote = blockOf('quote', body);
    expect([wordsOf(quote.content), plainWords(quote.author ?? [])]).toEqual([words, author]);
  });

  it('takes no long line of dialogue behind it for its author', () => {
    const dialogue = `— I said that ${'this goes on and on '.repeat(8)}.`;
    expect(kindsOf(`> Words.\n\n${dialogue}`)).toEqual(['quote', 'text']);
    expect(blockOf('quote', `> Words.\n\n${dialogue}`).author).toBeUndefined();
  });

  it('takes no later paragraph for its author', () => {
    expect(kindsOf('> Words.\n\nBetween.\n\n— Ada')).toEqual(['quote', 'text']);
  });

  it('inside a list item is a quotation', () => {
    expect(blockOf('text', '- Item\n\n  > Words.').content[0]).toMatchObject({
      items: [{ content: [{ kind: 'paragraph' }, { kind: 'quotation' }] }],
    });
  });
});

describe('other blocks', () => {
  it('an ordered list is steps, with its first number', () => {
    expect(blockOf('steps', '3. Three\n4. Four')).toMatchObject({ start: 3, items: [{}, {}] });
    expect(blockOf('steps', '0) None')).toMatchObject({ start: 0 });
  });

  it('an ordered list inside a list stays one', () => {
    expect(blockOf('text', '- a\n\n  2. b').content[0]).toMatchObject({
      items: [{ content: [{}, { kind: 'list', ordered: true, start: 2 }] }],
    });
  });

  it('headings have two levels below the title', () => {
    const levels = ['#', '##', '###', '####', '######'].map(
      (marks) => blockOf('heading', `${marks} A`).level,
    );
    expect(levels).toEqual([2, 2, 3, 3, 3]);
    expect(blockOf('heading', 'A\n===').level).toBe(2);
  });

  it('neighbouring paragraphs, lists, tables and code are one text', () => {
    expect(kindsOf('a\n\n- b\n\n| c |\n|---|\n| d |\n\n```\ne\n```\n\n---\n\nf')).toEqual([
      'text',
      'divider',
      'text',
    ]);
  });

  it('tables keep the alignment of their columns, and rows their cells', () => {
    expect(blockOf('text', '| a | b | c |\n|:--|:-:|---|\n| 1 | 2 |').content).toMatchObject([
      {
        kind: 'table',
        align: ['left', 'center', null],
        rows: [
          [{}, {}, {}],
          [{}, {}],
        ],
      },
    ]);
  });

  it('task lists keep their marks', () => {
    expect(blockOf('text', '- [x] done\n- [ ] open').content).toMatchObject([
      { items: [{ checked: true }, { checked: false }] },
    ]);
  });

  it('a picture alone is an image, with its caption and its link', () => {
    expect(blockOf('image', '![Alt](here.png "A caption")')).toEqual({
      kind: 'image',
      src: 'here.png',
      alt: 'Alt',
      caption: 'A caption',
    });
    expect(blockOf('image', `[![Alt](here.png)](${at})`)).toMatchObject({ href: at });
    expect(blockOf('image', '![Alt][pic]\n\n[pic]: here.png "Caption"')).toMatchObject({
      caption: 'Caption',
    });
    expect(kindsOf('Words ![Alt](here.png) around')).toEqual(['text']);
  });

  it('code keeps its text and its language', () => {
    expect(blockOf('text', '```rust\nlet a: Vec<T>;\n\n  x\n```').content).toEqual([
      { kind: 'code', text: 'let a: Vec<T>;\n\n  x', language: 'rust' },
    ]);
  });

  it('colons in prose are no directives', () => {
    const body = 'At 10:30am, Re:Invent: see std::vec::Vec and a :smile: or ::1.';
    expect(wordsOf(blockOf('text', body).content)).toBe(body);
    expect(codesIn(body)).toEqual([]);
  });
});

describe('notes', () => {
  it('are numbered in the order of their marks and stand at the end', () => {
    const body = 'A[^b] and B[^a].\n\n[^a]: Second.\n\n[^b]: First.\n\nMore.';
    expect(kindsOf(body)).toEqual(['text', 'notes']);
    expect(blockOf('notes', body).items.map(({ content }) => wordsOf(content))).toEqual([
      'First.',
      'Second.',
    ]);
  });

  it('may point at each other, at themselves and several times', () => {
    const body = 'A[^a] B[^a]\n\n[^a]: One[^a][^b]\n\n[^b]: Two[^a]';
    expect(blockOf('notes', body).items).toHaveLength(2);
  });

  it('that nobody points at are left out', () => {
    expect(kindsOf('A\n\n[^a]: Alone.')).toEqual(['text']);
  });
});

describe('line ends in prose', () => {
  it.each([
    ['One\ntwo', 'One two'],
    ['One  \ntwo', 'One two'],
    ['日本語の\n文章', '日本語の文章'],
    ['文章、\n続き', '文章、続き'],
    ['日本\nwords', '日本 words'],
    ['words\n日本', 'words 日本'],
    ['한국어\n문장', '한국어 문장'],
  ])('%j is read as %s', (body, words) => {
    expect(wordsOf(blockOf('text', body).content)).toBe(words);
  });
});

describe('raw HTML', () => {
  it.each(['sub', 'sup', 'small', 'u', 'kbd', 'mark'])('<%s> passes', (tag) => {
    expect(blockOf('text', `a <${tag}>b *c*</${tag}> d`).content).toMatchObject([
      { content: [{}, { kind: 'tag', tag, children: [{}, { kind: 'emphasis' }] }, {}] },
    ]);
    expect(codesIn(`a <${tag}>b</${tag}>`)).toEqual([]);
  });

  it('<br> is a break in any spelling', () => {
    for (const br of ['<br>', '<br/>', '<br />', '<BR>']) {
      expect(blockOf('text', `a${br}b`).content).toMatchObject([{ content: [{}, { kind: 'break' }, {}] }]);
    }
  });

  it.each([
    ['<div>\n\n**Words** here\n\n</div>', 'Words here'],
    ['<div align="center">\nWords <b>here</b>\n</div>', 'Words here'],
    ['<p>One</p><p>Two</p>', 'One / Two'],
    ['Some <span class="x">words</span> here', 'Some words here'],
    ['<table><tr><td>One</td><td>Two</td></tr></table>', 'One Two'],
    ['<!-- nothing -->Words', 'Words'],
    ['Words <!-- nothing --> here', 'Words  here'],
    ['<script>alert(1)</script>\n\nWords', 'Words'],
    ['<Vec<T>> here', '<Vec<T>> here'],
  ])('%j keeps its words', (body, words) => {
    const text = readBody(body)
      .issue.blocks.map((block) => (block.kind === 'text' ? wordsOf(block.content) : block.kind))
      .join(' / ');
    expect(text).toBe(words);
  });

  it.each([
    ['<div>x</div>', ['html/raw: <div>']],
    ['<div>\n\n*a*\n\n</div>', ['html/raw: <div>']],
    ['  <u>a</u>\n  b <td>c</td>', ['html/raw: <td>']],
    ['a <b>b</b>', ['html/raw: <b>']],
    ['a <u>b', ['html/unclosed: <u>']],
    ['a b</u>', ['html/unclosed: </u>']],
    ['a <u>*b</u>*', ['html/unclosed: <u>', 'html/unclosed: </u>']],
    ['Vec<T>', ['html/lost-code: <T>']],
    ['Option<String> and Result<A>', ['html/lost-code: <String>', 'html/lost-code: <A>']],
    ['<https://example.org> and <a@example.org>', []],
    ['`<div>` and 1 < 2 > 0', []],
    ['<!-- a comment -->', ['issue/empty: -']],
  ])('%j is judged', (body, faults) => {
    expect(markedIn(readBody(body))).toEqual(faults);
  });
});
