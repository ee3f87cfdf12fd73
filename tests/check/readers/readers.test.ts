import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, pennypost } from '../../cli/pennypost.ts';

/** A newsletter whose list `readers` has these rows below `email,first_name`. */
async function newsletter(issue: string, rows: readonly string[]): Promise<string> {
  const folder = emptyFolder();
  await pennypost(folder, ['init']);
  mkdirSync(join(folder, 'issues'), { recursive: true });
  const settings = readFileSync(join(folder, 'newsletter.yaml'), 'utf8');
  writeFileSync(join(folder, 'newsletter.yaml'), settings.replace(/first_name: \{.*\}/, 'first_name: {}'));
  writeFileSync(join(folder, 'issues/greeting.md'), issue);
  writeFileSync(join(folder, 'readers.csv'), ['email,first_name', ...rows, ''].join('\n'));
  await pennypost(folder, ['subscribers', 'import', 'readers.csv', '--yes']);
  return folder;
}

function letter(greeting: string, more = ''): string {
  return `---\ntitle: What is new in town\npreview: The market is back, and the library stays open.\n${more}---\n${greeting}\n\nThe market is back on Saturday. Bring a bag, and come early.\n`;
}

const rows = ['ada@example.org,Ada', 'bob@example.org,', 'cem@example.org, ', 'dora@example.org,Dora'];

async function codes(folder: string): Promise<string[]> {
  const { out } = await pennypost(folder, ['check', 'greeting', '--list', 'readers', '--json']);
  const { findings } = JSON.parse(out) as { findings: { code: string }[] };
  return findings.map(({ code }) => code).filter((code) => code.startsWith('readers/'));
}

describe('merge fields, held against every reader of a list', () => {
  it('names how many would read nothing, and stops a send before anything is asked', async () => {
    const folder = await newsletter(letter('Hi {{first_name}},'), rows);
    const { code, err } = await pennypost(folder, ['check', 'greeting', '--list', 'readers'], {
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(3);
    expect(err).toContain(
      'issues/greeting.md:5:4  error  2 of 4 people on readers have no first_name, and there is no fallback: nothing would stand here  readers/no-value',
    );
    const sent = await pennypost(folder, ['send', 'greeting', '--yes', '--untested']);
    expect(sent.code).toBe(3);
    expect(sent.err).toContain('Nothing was sent.');
    expect((await pennypost(folder, ['status'])).err).not.toContain('greeting');
  });

  it('takes blanks for nothing, and knows who they are', async () => {
    const folder = await newsletter(letter('Hi {{first_name}},'), rows);
    const { out } = await pennypost(folder, ['subscribers', 'export', '--segment', 'not first_name']);
    expect(out.match(/@/g)).toHaveLength(2);
  });

  it('says nothing where there is a fallback, but that nobody or everybody reads it', async () => {
    const issue = letter('Hi {{first_name|there}},');
    expect(await codes(await newsletter(issue, rows))).toEqual([]);
    expect(await codes(await newsletter(issue, ['bob@example.org,']))).toEqual(['readers/always-fallback']);
    expect(await codes(await newsletter(issue, ['ada@example.org,Ada']))).toEqual(['readers/never-fallback']);
  });

  it('finds the longest subject', async () => {
    const issue = letter('Hi,', 'subject: News for {{first_name|you}}\n');
    const long = 'Wilhelmine '.repeat(10).trim();
    expect(await codes(await newsletter(issue, [`w@example.org,${long}`, 'b@example.org,']))).toEqual([
      'readers/long-subject',
    ]);
    expect(await codes(await newsletter(issue, rows))).toEqual([]);
  });

  it('leaves out who would get no mail', async () => {
    const folder = await newsletter(letter('Hi {{first_name}},'), rows);
    for (const address of ['bob@example.org', 'cem@example.org'])
      await pennypost(folder, ['subscribers', 'remove', address, '--yes']);
    expect(await codes(folder)).toEqual([]);
  });
});
