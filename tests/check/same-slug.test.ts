import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshNewsletter, pennypost } from '../cli/pennypost.ts';

async function check(issues: Readonly<Record<string, string>>, ...words: string[]) {
  const folder = await freshNewsletter();
  mkdirSync(join(folder, 'issues'), { recursive: true });
  for (const [name, text] of Object.entries(issues)) writeFileSync(join(folder, 'issues', name), text);
  const { out } = await pennypost(folder, ['check', '--format', 'json', ...words]);
  const findings: { code: string; severity: string; message: string; place: object }[] =
    JSON.parse(out).findings;
  return findings.filter(({ code }) => code === 'issue/same-slug');
}

const issue = (head: string) => `---\ntitle: A\n${head}---\nWords.\n`;

describe('two issues with one slug', () => {
  it('are told in both, where the slug is written or at the top of the file', async () => {
    const found = await check({
      'first.md': issue('slug: 2026-autumn\n'),
      '2026-autumn.md': issue(''),
      'third.yaml': 'title: C\nslug: 2026-autumn\nblocks: [{ kind: text, content: Words. }]\n',
      'other.md': issue(''),
    });
    expect(found).toMatchObject([
      {
        severity: 'warning',
        message: '“2026-autumn” is the slug of issues/first.md and issues/third.yaml too',
        place: { file: 'issues/2026-autumn.md', line: 1, column: 1 },
      },
      { place: { file: 'issues/first.md', line: 3, column: 7, endColumn: 18 } },
      { place: { file: 'issues/third.yaml', line: 2, column: 7, endColumn: 18 } },
    ]);
  });

  it('are not an issue that is named twice, nor one whose front matter was not read', async () => {
    const issues = { 'a.md': issue(''), 'b.md': '---\ntitle: B\nslug: a\n\nWords.\n' };
    expect(await check(issues)).toEqual([]);
    expect(await check(issues, 'a', 'issues/a.md')).toEqual([]);
  });
});
