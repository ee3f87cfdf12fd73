import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { AskWeb } from '../../src/probe/question.ts';
import { openSite, type Pages, type Site, webOfSites } from '../probe/site.ts';
import { emptyFolder, pennypost } from './pennypost.ts';

let site: Site | undefined;
afterEach(async () => site?.close());

const settings = `name: News + Notes
from: News + Notes <hello@news.example.org>
url: https://news.example.org
address: PO Box 1, Exampleton, EX 00000
dkim: { domain: news.example.org, selector: s1, key: DKIM_KEY_FILE }
`;

/** A newsletter whose issues have these bodies; `ORIGIN` in them is where the site is. */
async function folderWith(bodies: Readonly<Record<string, string>>, pages: Pages): Promise<string> {
  const folder = emptyFolder();
  site = await openSite(pages);
  mkdirSync(join(folder, 'issues'));
  writeFileSync(join(folder, 'newsletter.yaml'), settings);
  for (const [name, body] of Object.entries(bodies)) {
    const text = body.replaceAll('ORIGIN', `http://shop.example.org:${site.port}`);
    const head = `---\ntitle: Of ${name}\nslug: ${name}\npreview: What the market has on Saturday, and when it opens.\n---\n`;
    writeFileSync(join(folder, 'issues', `${name}.md`), `${head}${text}\n`);
  }
  return folder;
}

async function checkLinks(folder: string, more: readonly string[] = [], web: AskWeb = webOfSites()) {
  const args = ['check', '--links', '--format', 'json', ...more];
  const { code, out, err } = await pennypost(folder, args, { web });
  const { findings } = JSON.parse(out) as { findings: { code: string; message: string; place: object }[] };
  const links = findings.filter(
    (finding) => finding.code.startsWith('link/') && finding.code !== 'link/http',
  );
  return { code, err, links };
}

it('asks only with --links', async () => {
  const folder = await folderWith({ one: 'Words with [a list](ORIGIN/gone).' }, {});
  expect((await pennypost(folder, ['check'], { web: webOfSites() })).code).toBe(0);
  expect(site?.asked).toEqual([]);
  expect(existsSync(join(folder, '.pennypost'))).toBe(false);
});

it('says of each link what was found, where its address is written, and ends with 3 where one is dead', async () => {
  const body =
    'See [a list](ORIGIN/gone),\n[a shop](ORIGIN/old#top), [a club](ORIGIN/members), [a page](ORIGIN/fine).';
  const folder = await folderWith(
    { one: body },
    { '/old': [301, { Location: '/new' }], '/new': [200], '/members': [401], '/fine': [200] },
  );
  const { code, links, err } = await checkLinks(folder);
  const origin = `http://shop.example.org:${site?.port}`;
  expect(links).toMatchObject([
    { code: 'link/dead', severity: 'error', place: { file: 'issues/one.md', line: 6, column: 14 } },
    { code: 'link/moved', severity: 'hint', place: { line: 7, column: 10 } },
    { code: 'link/unsure', severity: 'hint', message: expect.stringContaining('asks for a login (401)') },
  ]);
  expect(links[1]).toMatchObject({ fix: [{ text: `${origin}/new#top` }] });
  expect(code).toBe(3);
  expect(err).toContain('4 addresses were looked at. One does not answer programs: --verbose names them.');
});

it('asks once for what several issues link to, and not again soon after', async () => {
  const folder = await folderWith(
    { one: '[A list](ORIGIN/a) and [its end](ORIGIN/a#end)', two: '[The list](ORIGIN/a)' },
    { '/a': [200] },
  );
  await checkLinks(folder);
  await checkLinks(folder);
  expect(site?.asked).toEqual(['HEAD /a']);
});

it('mends what has moved with --fix, and nothing that went to the front page', async () => {
  const folder = await folderWith(
    { one: '[A list](ORIGIN/old) and [a shop](ORIGIN/lost)' },
    { '/old': [301, { Location: '/new' }], '/new': [200], '/lost': [301, { Location: '/' }], '/': [200] },
  );
  const { links } = await checkLinks(folder, ['--fix']);
  expect(links).toMatchObject([{ code: 'link/moved', message: expect.stringContaining('front page') }]);
  const text = readFileSync(join(folder, 'issues/one.md'), 'utf8');
  expect(text).toContain(`[A list](http://shop.example.org:${site?.port}/new) and [a shop]`);
  expect(text).toContain('/lost)');
});

it('mends by no address that could break out of where it is written, whatever stands in it', async () => {
  const folder = await folderWith(
    { one: '[A list](ORIGIN/old)' },
    { '/old': [301, { Location: "/new)'x[y](javascript:1)" }], "/new)'x[y](javascript:1)": [200] },
  );
  const { links } = await checkLinks(folder, ['--fix']);
  expect(links).toMatchObject([{ code: 'link/moved' }]);
  expect(readFileSync(join(folder, 'issues/one.md'), 'utf8')).toContain('/old)');
});

it('says in one sentence that there is no network, and holds it against no link', async () => {
  const folder = await folderWith({ one: '[A list](ORIGIN/a), [another](https://example.org/b)' }, {});
  const { code, links, err } = await checkLinks(folder, [], async () => ({ kind: 'silence', why: 'noHost' }));
  expect({ code, links }).toEqual({ code: 0, links: [] });
  expect(err).toContain('There is no network here, so the links were not judged.');
});

it('weighs what was found as the settings say', async () => {
  const folder = await folderWith({ one: '[A list](ORIGIN/gone)' }, {});
  writeFileSync(join(folder, 'newsletter.yaml'), `${settings}check: { link/dead: off }\n`);
  expect(await checkLinks(folder)).toMatchObject({ code: 0, links: [] });
});

it('does not ask for what leads into a network of one’s own, and says so', async () => {
  const folder = await folderWith({ one: '[A list](ORIGIN/a), [a preview](http://localhost:3000/)' }, {});
  const web: AskWeb = async () => ({ kind: 'silence', why: 'private' });
  const { code, links, err } = await checkLinks(folder, [], web);
  expect(links.map(({ code, message }) => [code, /not asked/.test(message)])).toEqual([
    ['link/local', true],
    ['link/local', false],
  ]);
  expect(err).toContain('2 lead into your own network and were not asked.');
  expect(code).toBe(3);
});

it('tells how far it is on a terminal only', async () => {
  const folder = await folderWith({ one: '[A list](ORIGIN/a)' }, { '/a': [200] });
  expect((await checkLinks(folder)).err).not.toContain('\r');
});
