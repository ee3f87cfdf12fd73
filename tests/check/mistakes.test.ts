import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, pennypost } from '../cli/pennypost.ts';
import { marked } from './marked.ts';

const mistakes = join(import.meta.dirname, '../fixtures/mistakes');
const newsletter = join(import.meta.dirname, '../fixtures/newsletter');
const names = readdirSync(mistakes).sort();

/** What a writer sees who runs `pennypost check` in a folder, and how it ends. */
async function check(name: string): Promise<string> {
  const folder = emptyFolder();
  cpSync(newsletter, folder, { recursive: true });
  cpSync(join(mistakes, name), folder, { recursive: true });
  const issue = readdirSync(folder).find((file) => file.startsWith('issue.')) ?? '';
  const { code, out, err } = await pennypost(folder, ['check', issue], { env: { NO_COLOR: '1' } });
  return `${out}${err}exit ${code}\n`;
}

/** What stands above the carets, read from the excerpts alone. */
function aboveCarets(seen: string): string[] {
  const rows = seen.split('\n');
  return rows.flatMap((row, i) => {
    const [, before = '', carets = ''] = /^( +\| *)(\^+)$/.exec(row) ?? [];
    return carets === '' ? [] : [(rows[i - 1] ?? '').slice(before.length, before.length + carets.length)];
  });
}

describe('a mistake in an issue or its settings', () => {
  it.each(names)('%s is told as in its expected.txt', async (name) => {
    await expect(await check(name)).toMatchFileSnapshot(join(mistakes, name, 'expected.txt'));
  });

  it.each(names)('%s has its carets under the fault', (name) => {
    expect(aboveCarets(readFileSync(join(mistakes, name, 'expected.txt'), 'utf8'))).toEqual(marked[name]);
  });

  it('ends with 3 where an issue is at fault, with 4 where the settings are', () => {
    const ends = names.map((name) => {
      const seen = readFileSync(join(mistakes, name, 'expected.txt'), 'utf8');
      return [name, seen.includes('  error  ') ? (name.startsWith('settings-') ? 4 : 3) : 0, seen];
    });
    for (const [name, code, seen] of ends) expect(seen, String(name)).toMatch(new RegExp(`exit ${code}\n$`));
  });

  it('never prints a secret', () => {
    for (const name of names) {
      expect(readFileSync(join(mistakes, name, 'expected.txt'), 'utf8'), name).not.toContain('Tr0ub4dor');
    }
  });
});
