import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkSigner } from '../../../../src/message/tokens.ts';
import { putArchived } from '../../../../src/store/archive.ts';
import { secret, settings } from '../../../mailing/stage.ts';
import { say } from '../../../smtp/script-server.ts';
import { readFeed } from '../read-feed.ts';
import { get, type SentNewsletter, setNewsletter } from '../sent-newsletter.ts';

const pages = ['/', '/issues', '/issues/hello', '/forward/hello', '/feed.xml', '/feed.json'];

describe('the archive', () => {
  let newsletter: SentNewsletter;
  afterEach(() => newsletter.strike());

  describe('of a newsletter with readers of all kinds', () => {
    const names = fc.sample(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 12 }), {
      numRuns: 40,
      seed: 7,
    });
    const readers = names.map((_, i) => ({
      email: `q${i}x${i * 7919}@reader${i}.example.org`,
      name: `Zq${i}`,
    }));

    beforeEach(async () => {
      newsletter = await setNewsletter(['first@example.org']);
      const rows = readers.map(({ email, name }, i) => {
        const odd = `${name} ${names[i]}`.replaceAll('"', '""').replace(/[\r\n\0]/g, ' ');
        return `${email},"${odd}",${i % 2 ? 'press' : ''}`;
      });
      newsletter.stage.write('subscribers/odd.csv', `email,first_name,tags\n${rows.join('\n')}\n`);
      await newsletter.stage.run('subscribers', 'import', 'subscribers/odd.csv', '--list', 'all');
      await newsletter.send('hello', '--list', 'all');
    });

    it('holds no address, name or token of anybody, on any page', async () => {
      await newsletter.site(async (app, store) => {
        const people = await store.db.selectFrom('subscribers').select(['id', 'email']).execute();
        const mailings = await store.db.selectFrom('mailings').select(['id', 'list_id']).execute();
        expect(people.length).toBe(41);
        for (const page of pages) {
          const { text, status } = await get(app, page);
          expect(status, page).toBe(200);
          expect(text).not.toMatch(/\/u\/|Zq\d|personal[0-9a-f]{16}/);
          for (const { email } of people) expect(text.includes(email), `${page} ${email}`).toBe(false);
          for (const mailing of mailings) {
            const tokensOf = linkSigner([secret], { list: mailing.list_id, mailing: mailing.id });
            for (const { id } of people) {
              const { act, page: opens } = tokensOf(id);
              expect(text.includes(act) || text.includes(opens), page).toBe(false);
            }
          }
        }
      });
    });

    it('shows fallbacks for fields, and leaves out what only some may read', async () => {
      const { text } = await newsletter.site((app) => get(app, '/issues/hello'));
      expect(text).toContain('Dear reader, here is');
      expect(text).not.toContain('For the press alone');
      expect(text).not.toMatch(/unsubscribe|Sent to|Read on the web/i);
      expect(text).toContain('PO Box 1');
      expect(text).toContain('href="https://news.example.org/forward/hello"');
    });
  });

  it('holds what a server took, and no practice, nothing refused, nothing that was only tested', async () => {
    newsletter = await setNewsletter(['a@example.org'], { recipient: () => ({ rcpt: say('550 5.7.1 No') }) });
    await newsletter.stage.run('test', 'hello', 'you@example.org');
    await newsletter.send('hello');
    const env = { PENNYPOST_SECRET: secret };
    newsletter.stage.write('issues/drill.md', '---\ntitle: Drill\n---\nPractice.\n');
    const drill = newsletter.stage.start(['send', 'drill', '--yes', '--untested'], { env });
    expect((await drill.ended).code).toBe(0);
    await newsletter.site(async (app) => {
      expect((await get(app, '/issues')).text).toContain('Nothing has been sent yet');
      for (const page of [
        '/issues/hello',
        '/issues/drill',
        '/forward/drill',
        '/issues/..%2Fx',
        '/forward/__proto__',
      ]) {
        expect((await get(app, page)).status).toBe(404);
      }
      expect(readFeed((await get(app, '/feed.xml')).text).entries).toEqual([]);
    });
  });

  describe('of what went to a segment', () => {
    const isThere = async (slug: string) =>
      newsletter.site(async (app) => {
        const [page, forward] = [await get(app, `/issues/${slug}`), await get(app, `/forward/${slug}`)];
        const others = await Promise.all(
          ['/issues', '/feed.xml', '/feed.json'].map((path) => get(app, path)),
        );
        const named = others.map(({ text }) => text.includes(`/issues/${slug}`));
        return [page.status === 200, forward.status === 200, ...named];
      });
    beforeEach(async () => {
      newsletter = await setNewsletter(['a@example.org']);
    });

    it.each([
      ['', [], true],
      ['', ['--segment', 'email contains a'], false],
      ['segment: email contains a', [], false],
      ['archive: no', [], false],
      ['archive: yes', ['--segment', 'email contains a'], true],
    ] as const)('“%s” with %j has a page: %s', async (line, options, hasPage) => {
      newsletter.stage.write('issues/few.md', `---\ntitle: A few\n${line}\n---\nWords.\n`);
      await newsletter.send('few', ...options);
      expect(newsletter.server.taken).toHaveLength(1);
      expect(await isThere('few')).toEqual(Array(5).fill(hasPage));
    });

    it('nothing is kept that could be shown, and a page in the words for everybody stays', async () => {
      await newsletter.stage.run('subscribers', 'add', 'b@example.org', '--list', 'all');
      await newsletter.send('hello', '--segment', 'email contains a@');
      const rows = () =>
        newsletter.site((_, store) => store.db.selectFrom('archive').select('html').execute());
      expect(await rows()).toEqual([]);
      await newsletter.send('hello', '--new');
      newsletter.stage.write('issues/hello.md', '---\ntitle: Hello\n---\nFor a few alone.\n');
      await newsletter.stage.run('subscribers', 'add', 'c@example.org', '--list', 'all');
      await newsletter.send('hello', '--new', '--segment', 'email contains c@');
      expect(newsletter.server.taken).toHaveLength(3);
      expect(JSON.stringify(await rows())).not.toContain('For a few alone');
      expect(await isThere('hello')).toEqual(Array(5).fill(true));
    });
  });

  it('where an issue has no page says so kindly, the same for every name, and is not kept', async () => {
    newsletter = await setNewsletter(['a@example.org']);
    await newsletter.stage.run('test', 'hello', 'you@example.org');
    await newsletter.site(async (app) => {
      const answers = await Promise.all(
        ['/issues/hello', '/forward/hello', '/issues/nothing', '/forward/constructor'].map((path) =>
          get(app, path),
        ),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers[0]?.text).toContain('The links in a test lead here until then');
      expect(answers[0]?.text).toContain('href="https://news.example.org/issues"');
      for (const { status, headers } of answers) {
        expect([status, headers.get('cache-control')]).toEqual([404, 'no-store']);
      }
    });
    await newsletter.send('hello');
    expect(await newsletter.site(async (app) => (await get(app, '/issues/hello')).status)).toBe(200);
  });

  it('shows an issue that was mailed again once, in its newest words and at its first date', async () => {
    newsletter = await setNewsletter(['a@example.org', 'b@example.org']);
    await newsletter.send('hello', '--limit', '1');
    const before = await newsletter.site((app) => get(app, '/feed.json'));
    newsletter.stage.write('issues/hello.md', '---\ntitle: Hello again\n---\nNewer words.\n');
    await newsletter.send('hello', '--new');
    await newsletter.site(async (app) => {
      const [was] = JSON.parse(before.text).items;
      const { items } = JSON.parse((await get(app, '/feed.json')).text);
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({
        title: 'Hello again',
        id: was.id,
        date_published: was.date_published,
      });
      expect(items[0].date_modified > was.date_modified).toBe(true);
      expect((await get(app, '/issues/hello')).text).toContain('Newer words.');
    });
  });

  it('lets no picture’s address write its own rules into the policy', async () => {
    newsletter = await setNewsletter([]);
    await newsletter.site(async (app, store) => {
      const sources = [
        'https://pictures.example.org/a.png',
        'https://x;script-src.example.org/b.png',
        'http://[::1]:8/c',
      ];
      const html = `<main>${sources.map((src) => `<img alt="" src="${src}">`).join('')}</main>`;
      const copy = {
        mailing: 'm',
        issue: 'odd',
        title: 'Odd',
        summary: '',
        date: null,
        lang: 'en',
        dir: 'ltr' as const,
      };
      await putArchived(store.db, { ...copy, css: 'a{}', html, sentAt: 0 });
      const { headers } = await get(app, '/issues/odd');
      expect(headers.get('Content-Security-Policy')).toContain(
        "; img-src 'self' https://news.example.org https://pictures.example.org http://[::1]:8; form-action",
      );
    });
  });

  it.each([
    ['a > b', 'https://pictures.example.org'],
    [' src=https://evil.example.com/x.png ', 'https://pictures.example.org'],
    ['<img src=', 'https://pictures.example.org'],
  ])('shows a picture whose alternative text is “%s”', async (alt, origin) => {
    newsletter = await setNewsletter(['a@example.org']);
    const picture = 'https://pictures.example.org/a.png?b=1&c=2';
    newsletter.stage.write(
      'issues/shown.md',
      `---\ntitle: Shown\n---\nWords.\n\n![${alt.replace('<', '\\<')}](${picture})\n`,
    );
    await newsletter.send('shown');
    const { text, headers } = await newsletter.site((app) => get(app, '/issues/shown'));
    const [, allowed = ''] =
      /img-src 'self' https:\/\/news\.example\.org ([^;]*);/.exec(
        headers.get('Content-Security-Policy') ?? '',
      ) ?? [];
    expect(allowed).toBe(origin);
    expect(text).toContain(`<meta property="og:image" content="${picture.replace('&', '&amp;')}">`);
  });

  it('shows copies that came from another machine', async () => {
    newsletter = await setNewsletter([]);
    await newsletter.site(async (app, store) => {
      const copy = {
        mailing: 'elsewhere',
        issue: 'far',
        title: 'رسالة',
        summary: '',
        date: null,
        lang: 'ar',
        dir: 'rtl' as const,
      };
      await putArchived(store.db, { ...copy, css: '', html: '<main id="main"><p>x</p></main>', sentAt: 0 });
      const { text, headers } = await get(app, '/issues/far');
      expect(text).toContain('<html lang="ar" dir="rtl">');
      expect(text).toContain('<title>رسالة · News + Notes</title>');
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    });
  });

  it('says where it lives, and may be kept, found and asked again', async () => {
    newsletter = await setNewsletter(['a@example.org']);
    newsletter.stage.write(
      'issues/hello.md',
      '---\ntitle: "A < B & \\"C\\""\npreview: Why > how, {{first_name}}\n---\nWords.\n',
    );
    await newsletter.send('hello');
    await newsletter.site(async (app) => {
      const { text, headers } = await get(app, '/issues/hello');
      for (const line of [
        '<link rel="canonical" href="https://news.example.org/issues/hello">',
        '<meta property="og:url" content="https://news.example.org/issues/hello">',
        '<meta property="og:title" content="A &lt; B &amp; &quot;C&quot;">',
        '<meta property="og:description" content="Why &gt; how, there">',
        '<link rel="alternate" type="application/atom+xml" title="News + Notes" href="https://news.example.org/feed.xml">',
      ]) {
        expect(text).toContain(line);
      }
      expect(text).not.toContain('noindex');
      expect(headers.get('Cache-Control')).toBe('public, max-age=300');
      expect(headers.get('Set-Cookie')).toBeNull();
      const again = { headers: { 'If-None-Match': headers.get('ETag') ?? '' } };
      const unchanged = await app.request('http://localhost/issues/hello', again);
      expect(unchanged.status).toBe(304);
      expect(unchanged.headers.get('Cache-Control')).toBe('public, max-age=300');
      expect((await get(app, '/forward/hello')).headers.get('X-Robots-Tag')).toBe('noindex, nofollow');
    });
    newsletter.stage.write('newsletter.yaml', `${settings}archive: { noindex: true }\n`);
    await newsletter.site(async (app) => {
      for (const page of ['/', '/issues', '/issues/hello']) {
        const { text, headers } = await get(app, page);
        expect(text).toContain('<meta name="robots" content="noindex">');
        expect(headers.get('X-Robots-Tag')).toBe('noindex');
      }
    });
  });

  it('has feeds that other people’s parsers read, whatever the words', async () => {
    newsletter = await setNewsletter(['a@example.org']);
    const code = '```\nif (a < b && c) {\n  "]]>";\n}\n```';
    newsletter.stage.write(
      'issues/hello.md',
      `---\ntitle: "Tom & Jerry <b>\\uFFFE"\npreview: "1 < 2"\nlang: de\n---\nWords ]]> & more — “quoted”.\n\n${code}\n`,
    );
    await newsletter.send('hello');
    await newsletter.site(async (app) => {
      const { text, headers } = await get(app, '/feed.xml');
      expect(headers.get('Content-Type')).toBe('application/atom+xml; charset=utf-8');
      const feed = readFeed(text);
      expect(feed).toMatchObject({ id: 'https://news.example.org/issues', title: 'News + Notes' });
      expect(feed.entries).toHaveLength(1);
      expect(feed.entries[0]).toMatchObject({
        id: 'https://news.example.org/issues/hello',
        title: 'Tom & Jerry <b>',
        summary: '1 < 2',
        lang: 'de',
      });
      expect(feed.entries[0]?.content).toContain('if (a &lt; b &amp;&amp; c) {\n');
      const json = JSON.parse((await get(app, '/feed.json')).text);
      // JSON has a place for what XML has none for.
      expect(json.items[0].content_html.replaceAll('\ufffe', '')).toBe(feed.entries[0]?.content);
      expect(json.items[0].content_html).not.toMatch(/<main|<style|<script/);
    });
  });
});

describe('under a path, and asked in other ways', () => {
  it('answers with and without the path of url; HEAD as GET, and what would act not at all', async () => {
    const newsletter = await setNewsletter(['a@example.org']);
    newsletter.stage.write(
      'newsletter.yaml',
      settings.replace('https://news.example.org', 'https://example.org/news'),
    );
    await newsletter.send('hello');
    await newsletter.site(async (app) => {
      for (const page of [
        '/news',
        '/news/issues/hello',
        '/issues/hello',
        '/news/feed.xml',
        '/news/forward/hello',
      ]) {
        expect((await app.request(`http://localhost${page}`)).status).toBe(200);
        expect((await app.request(`http://localhost${page}`, { method: 'HEAD' })).status).toBe(200);
        expect((await app.request(`http://localhost${page}`, { method: 'POST' })).status).toBe(404);
      }
      expect((await get(app, '/news/issues')).text).toContain('href="https://example.org/news/issues/hello"');
    });
    await newsletter.strike();
  });
});

describe('the forward page', () => {
  it('has the address in every way it can be handed on, and nothing of the reader', async () => {
    const newsletter = await setNewsletter(['a@example.org']);
    newsletter.stage.write('issues/hello.md', '---\ntitle: "A & <B>\\r\\nBcc: x@example.org"\n---\nWords.\n');
    await newsletter.send('hello');
    const { text, headers } = await newsletter.site((app) => get(app, '/forward/hello'));
    await newsletter.strike();
    const mailTo = /href="(mailto:[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { searchParams, pathname } = new URL(mailTo);
    expect(pathname).toBe('');
    expect([...searchParams.keys()]).toEqual(['subject', 'body']);
    expect(searchParams.get('subject')).toMatch(/^A & <B>/);
    expect(searchParams.get('body')).toContain('https://news.example.org/issues/hello');
    expect(text).toContain('value="https://news.example.org/issues/hello"');
    expect(text).toContain('href="https://news.example.org/subscribe"');
    const policy = headers.get('Content-Security-Policy');
    const script = /<script>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '';
    const { createHash } = await import('node:crypto');
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(policy).not.toContain('unsafe');
  });
});
