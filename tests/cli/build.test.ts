import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { get, pixel, type SentNewsletter, setNewsletter } from '../web/public/sent-newsletter.ts';

describe('pennypost build', () => {
  let newsletter: SentNewsletter;
  let out: string;
  const build = (...options: string[]) => newsletter.stage.run('build', '-o', 'public', ...options);
  const files = (): string[] =>
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
      .sort();
  const read = (path: string): string => readFileSync(join(out, path), 'utf8');

  beforeEach(async () => {
    newsletter = await setNewsletter(['a@example.org']);
    newsletter.stage.write('issues/pixel.png', pixel);
    newsletter.stage.write(
      'issues/hello.md',
      '---\ntitle: Hello\n---\nDear {{first_name|reader}}.\n\n![A pixel](pixel.png)\n',
    );
    await newsletter.send('hello');
    out = join(newsletter.stage.folder, 'public');
  });
  afterEach(() => newsletter.strike());

  it('writes what serve answers, file by file, each page with its policy', async () => {
    const { code, err } = await build();
    expect(code, err).toBe(0);
    const [picture = ''] = readdirSync(join(out, 'images'));
    expect(files()).toEqual(
      [
        '.pennypost-files.json',
        'feed.json',
        'feed.xml',
        'forward/hello/index.html',
        `images/${picture}`,
        'index.html',
        'issues/hello/index.html',
        'issues/index.html',
        'subscribe/index.html',
      ].sort(),
    );
    expect(readFileSync(join(out, 'images', picture))).toEqual(pixel);
    await newsletter.site(async (app) => {
      expect(read('feed.xml')).toBe((await get(app, '/feed.xml')).text);
      for (const page of ['issues', 'issues/hello', 'forward/hello']) {
        const { text, headers } = await get(app, `/${page}`);
        const metas =
          /<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n<meta name="referrer" content="no-referrer">\n?/;
        const built = read(`${page}/index.html`);
        expect(built.replace(metas, '').replaceAll('\n\n', '\n')).toBe(text.replaceAll('\n\n', '\n'));
        expect(`${metas.exec(built)?.[1]}; frame-ancestors 'none'`).toBe(
          headers.get('Content-Security-Policy'),
        );
      }
    });
    expect(read('subscribe/index.html')).toContain(
      '<form method="post" action="https://news.example.org/subscribe">',
    );
  });

  it('writes the same bytes again, and says that nothing changed', async () => {
    await build();
    const first = new Map(files().map((path) => [path, read(path)]));
    const { err } = await build();
    expect(err).toContain('8 files, 0 of them new or changed');
    rmSync(out, { recursive: true });
    await build();
    expect(new Map(files().map((path) => [path, read(path)]))).toEqual(first);
  });

  it('removes what it made and is no part of the site any more, and nothing else', async () => {
    newsletter.stage.write('issues/other.md', '---\ntitle: Other\n---\nWords.\n');
    newsletter.stage.write('issues/third.md', '---\ntitle: Third\n---\nWords.\n');
    await newsletter.send('other');
    await newsletter.send('third');
    await build();
    writeFileSync(join(out, 'robots.txt'), 'mine');
    writeFileSync(join(out, 'issues/other/note.txt'), 'mine');
    writeFileSync(join(out, 'issues/third/index.html'), 'mine now');
    await newsletter.site(async (_, store) => {
      await store.db.deleteFrom('archive').where('issue', 'in', ['other', 'third']).execute();
    });
    expect((await build('--json')).out).toContain(
      '"removed":["forward/other/index.html","forward/third/index.html","issues/other/index.html"]',
    );
    expect(files()).toEqual(
      expect.arrayContaining(['robots.txt', 'issues/other/note.txt', 'issues/third/index.html']),
    );
    expect(existsSync(join(out, 'forward/other'))).toBe(false);
  });

  it('writes over no file of somebody else, and into no folder that a link leads to', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'index.html'), 'mine');
    const refused = await build();
    expect(refused.code).toBe(6);
    expect(refused.err).toContain('index.html');
    expect(files()).toEqual(['index.html']);
    rmSync(join(out, 'index.html'));
    const elsewhere = join(newsletter.stage.folder, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(out, 'issues'));
    expect((await build()).code).toBe(6);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('believes no list of files that leads out of the folder', async () => {
    await build();
    const list = JSON.parse(read('.pennypost-files.json'));
    const { createHash } = await import('node:crypto');
    writeFileSync(join(newsletter.stage.folder, 'mine.txt'), 'mine');
    const digest = createHash('sha256').update('mine').digest('hex');
    writeFileSync(join(out, '.pennypost-files.json'), JSON.stringify({ ...list, '../mine.txt': digest }));
    expect((await build()).code).toBe(0);
    expect(existsSync(join(newsletter.stage.folder, 'mine.txt'))).toBe(true);
  });

  it('writes nothing in a dry run', async () => {
    const { err } = await build('--dry-run');
    expect(err).toContain('issues/hello/index.html');
    expect(existsSync(out)).toBe(false);
  });
});
