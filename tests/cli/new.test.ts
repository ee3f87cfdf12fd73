import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFiles } from '../../src/issue/files.ts';
import { readIssue } from '../../src/issue/read.ts';
import { draftIssue, titleOnOneLine } from '../../src/newsletter/scaffold/draft.ts';
import { emptyFolder, freshNewsletter, pennypost } from './pennypost.ts';

const now = () => Date.parse('2026-12-01T12:00:00');

/** Titles that YAML reads as something else unless they stand in quotes. */
const awkward = [
  'Why C # matters',
  '3.10',
  '007',
  'Yes',
  'null',
  '~',
  'Notes: a beginning',
  '- a list',
  '"quoted" at first',
  "it's 5 o'clock",
  '@you',
  '*star*',
  '&anchor',
  '{a: b}',
  '[a, b]',
  '> folded',
  '| literal',
  '%directive',
  '!tag',
  '`code`',
  '---',
  '# heading',
  'back\\slash',
  '2026-12-01',
  'naïve “café” 🎉',
];

describe('pennypost new', () => {
  it('begins an issue that check has nothing to say about, and prints its path', async () => {
    const folder = await freshNewsletter();
    const { code, out, err } = await pennypost(folder, ['new', 'Ünder the Öak'], { now });
    expect({ code, out }).toEqual({ code: 0, out: 'issues/2026-12-01-under-the-oak.md\n' });
    expect(err).toContain('pennypost preview under-the-oak');
    expect((await pennypost(folder, ['check', 'under-the-oak', '--strict'])).code).toBe(0);
  });

  it('keeps every title as it was typed', () => {
    const titles = fc.oneof(
      fc.constantFrom(...awkward),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...` :#-'"{}[]&*!|>%@\`,?\\\t\n\u0085\u2028\ufeff\ufffe~.1aé`) }),
    );
    fc.assert(
      fc.property(titles, (typed) => {
        const title = titleOnOneLine(typed);
        fc.pre(title !== '');
        const { issue, findings } = readIssue(
          { file: 'issues/x.md', text: draftIssue(title, '2026-12-01', true) },
          noFiles,
        );
        expect({ title: issue.title, date: issue.date, findings }).toEqual({
          title,
          date: '2026-12-01',
          findings: [],
        });
      }),
      { numRuns: 600, examples: awkward.map((title): [string] => [title]) },
    );
  });

  it('never writes over an issue', async () => {
    const folder = await freshNewsletter();
    const path = join(folder, 'issues', '2026-12-01-notes.md');
    writeFileSync(path, 'mine');
    const { code, err } = await pennypost(folder, ['new', 'Notes!'], { now });
    expect(code).toBe(6);
    expect(err).toContain('issues/2026-12-01-notes.md is there already, and stays as it is');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('gives a file name to a title that has no letters of the alphabet, and a short one to a long title', async () => {
    const folder = await freshNewsletter();
    const one = await pennypost(folder, ['new', '日本のニュース'], { now });
    expect(one.out).toBe('issues/2026-12-01-issue.md\n');
    const two = await pennypost(folder, ['new', 'a very long title '.repeat(40)], { now });
    expect(two.out.length).toBeLessThan(110);
    expect(two.out).toMatch(/-(a|very|long|title)\.md\n$/);
  });

  it('asks for a title, and for a newsletter', async () => {
    const folder = await freshNewsletter();
    expect((await pennypost(folder, ['new', ' \n '])).err).toContain('An issue needs a title');
    expect((await pennypost(emptyFolder(), ['new', 'Hello'])).code).toBe(4);
  });

  it('writes nothing with --dry-run', async () => {
    const folder = await freshNewsletter();
    const before = readdirSync(join(folder, 'issues'));
    const { code, out } = await pennypost(folder, ['new', 'Later', '--dry-run', '--json'], { now });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ file: 'issues/2026-12-01-later.md', title: 'Later' });
    expect(readdirSync(join(folder, 'issues'))).toEqual(before);
  });
});
