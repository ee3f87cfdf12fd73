import { describe, expect, it } from 'vitest';
import { type Inline, plainWords } from '../../src/issue/inline.ts';
import { typeset } from '../../src/render/typography.ts';

function words(prose: readonly Inline[], lang = 'en'): string {
  const content = [{ kind: 'paragraph' as const, content: prose }];
  const [block] = typeset({ title: 'x', slug: 'x', blocks: [{ kind: 'text', content }] }, lang).blocks;
  const [flow] = block?.kind === 'text' ? block.content : [];
  return flow?.kind === 'paragraph' ? plainWords(flow.content) : '';
}

const set = (text: string, lang?: string): string => words([{ kind: 'text', text }], lang);

describe('setting prose as in print', () => {
  it.each([
    ['my last "failed" session', 'my last “failed” session'],
    ['"One," she said, "two."', '“One,” she said, “two.”'],
    ['She said ("maybe") yes', 'She said (“maybe”) yes'],
    ["the family's, the clients' requests", 'the family’s, the clients’ requests'],
    ["it's an 'I' position", 'it’s an ‘I’ position'],
    ["the '90s", 'the ’90s'],
    ['a screen of 15" and 6\'2"', 'a screen of 15" and 6\'2"'],
    ['once in a while--even then', 'once in a while—even then'],
    ['one -- two', 'one – two'],
    ['19:00--20:30', '19:00–20:30'],
    ['run it with --help or -x', 'run it with --help or -x'],
    ['and so on...', 'and so on…'],
    ['reply with “Well . . .,” or ....', 'reply with “Well . . .,” or ....'],
  ])('%s', (typed, printed) => {
    expect(set(typed)).toBe(printed);
  });

  it('uses the marks of the language', () => {
    expect(set('Er sagt "ja".', 'de')).toBe('Er sagt „ja“.');
    expect(set('Er sagt "ja".', 'de-CH')).toBe('Er sagt «ja».');
    expect(set('Il dit "oui".', 'fr-CA')).toBe('Il dit «\u00a0oui\u00a0».');
  });

  it('follows a quotation through emphasis, links and fields', () => {
    const prose: Inline[] = [
      { kind: 'text', text: '"' },
      { kind: 'emphasis', children: [{ kind: 'text', text: 'Dear' }] },
      { kind: 'text', text: ' ' },
      { kind: 'field', name: 'first_name', fallback: 'you' },
      { kind: 'text', text: '"' },
    ];
    expect(words(prose)).toBe('“Dear you”');
  });

  it('leaves code, and addresses that are shown, as they are typed', () => {
    expect(words([{ kind: 'code', text: 'say "a--b"' }])).toBe('say "a--b"');
    const url = 'https://example.org/a--b';
    expect(words([{ kind: 'link', url, children: [{ kind: 'text', text: url }] }])).toBe(url);
  });
});
