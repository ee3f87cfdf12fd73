import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueSchema } from '../../src/issue/schema.ts';
import { type Stage, setStage } from '../mailing/stage.ts';
import { defectsOf, headerOf, readWithPython } from '../message/python-mail.ts';

describe('pennypost render and show', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = setStage({ readers: ['a@example.org', 'b@example.org'] });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
  });
  afterAll(() => {
    stage.strike();
  });
  const render = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await stage.start(['render', 'hello', ...args], { env: {} }).ended;
    expect(code, err).toBe(0);
    return out;
  };

  it('print the HTML, the text, all parts as JSON, and need no secret', async () => {
    const html = await render();
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).toContain('<h1');
    expect(await render('--html')).toBe(html);
    const text = await render('--text');
    expect(text).toContain('Dear reader, here is');
    expect(JSON.parse(await render('--json'))).toMatchObject({ subject: 'News + Notes: Hello', html, text });
  });

  it('print a whole message that Python reads', async () => {
    const [mail] = readWithPython([Buffer.from(await render('--eml'))]);
    if (!mail) throw new Error('no mail');
    expect(defectsOf(mail)).toEqual([]);
    expect(headerOf(mail, 'Subject')).toBe('News + Notes: Hello');
    expect(mail.root.parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
  });

  it('show what a subscriber reads, and the blocks of segments', async () => {
    expect(await render('--text', '--for', 'b@example.org')).toContain('Dear Reader 1,');
    expect(await render('--text', '--for', 'a@example.org')).toContain('For the press alone.');
    expect(await render('--text')).not.toContain('For the press alone.');
    expect(await render('--text', '--segment', 'press')).toContain('For the press alone.');
    const stranger = await stage.run('render', 'hello', '--for', 'stranger@example.org');
    expect([stranger.code, stranger.err]).toEqual([2, expect.stringContaining('is on no list')]);
  });

  it('write files into a folder', async () => {
    const { code, err } = await stage.run('render', 'hello', '--out', 'made');
    expect(code, err).toBe(0);
    const folder = join(stage.folder, 'made');
    expect(readdirSync(folder).sort()).toEqual(['hello.eml', 'hello.html', 'hello.txt']);
    expect(readFileSync(join(folder, 'hello.txt'), 'utf8')).toContain('Dear reader,');
  });

  it('say where no folder can be made, and a file that stands in the way', async () => {
    stage.write('taken', 'a file');
    for (const out of ['taken', 'taken/below/it']) {
      const { code, err } = await stage.run('render', 'hello', '--out', out);
      expect(code).toBe(4);
      expect(err).toContain(`${join(stage.folder, out)} cannot be written: a part of its path is a file`);
    }
  });

  it.runIf(existsSync('/proc/self'))('end where the system makes no folders and says so oddly', () => {
    const program = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const words = ['render', 'hello', '--out', '/proc/nope/below', '--cwd', stage.folder];
    const options = { cwd: root, timeout: 60_000, killSignal: 'SIGKILL', encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, ...words], options);
    expect(stderr).toContain('/proc/nope cannot be written: nothing can be made there');
    expect(status).toBe(4);
  });

  it('print the issue itself as JSON, which is what reading gave', async () => {
    const { out } = await stage.run('show', 'hello', '--json');
    expect(issueSchema.parse(JSON.parse(out))).toMatchObject({ title: 'Hello', slug: 'hello' });
  });

  it('print the outline, the links, the sizes and who would get it', async () => {
    const { code, out } = await stage.run('show', 'hello', '--list', 'all');
    expect(code).toBe(0);
    expect(out).toMatch(/ 1 {2}text {5}Dear .*here is a link/);
    expect(out).toMatch(/ 2 {2}only {5}for press/);
    expect(out).toContain('issues/hello.md:4  a link  https://example.org/hello');
    expect(out).toMatch(/size {5}HTML \d+ KB of the 100 KB that Gmail shows/);
    expect(out).toContain('list     all: 2 would get it');
  });
});
