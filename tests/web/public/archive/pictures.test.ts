import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { issue, secret } from '../../../mailing/stage.ts';
import { get, pixel, type SentNewsletter, setNewsletter } from '../sent-newsletter.ts';

const withPicture = `${issue}\n![A pixel](pixel.png)\n`;

describe('pictures beside an issue', () => {
  let newsletter: SentNewsletter;
  afterEach(() => newsletter.strike());
  const begin = async (picture: Buffer = pixel) => {
    newsletter = await setNewsletter(['a@example.org']);
    newsletter.stage.write('issues/pixel.png', picture);
    newsletter.stage.write('issues/hello.md', withPicture);
  };
  const lastMail = () =>
    newsletter.server.taken.at(-1)?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '';
  const hosted = /src="https:\/\/news\.example\.org(\/images\/[0-9a-f]{32}\.png)"/;

  it('are hosted and not carried, and are there before the first copy goes out', async () => {
    await begin();
    await newsletter.send('hello');
    const [, path = ''] = hosted.exec(lastMail()) ?? [];
    expect(lastMail()).not.toMatch(/Content-ID|multipart\/related|cid:/);
    await newsletter.site(async (app) => {
      const response = await app.request(`http://localhost${path}`);
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(pixel);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/png',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect((await get(app, '/issues/hello')).text).toMatch(hosted);
      expect((await get(app, '/issues/hello')).headers.get('Content-Security-Policy')).toContain(
        "img-src 'self' https://news.example.org;",
      );
      for (const other of ['/images/x.png', '/images/..%2Fnewsletter.db', path.replace('.png', '.svg')]) {
        expect((await get(app, other)).status).toBe(404);
      }
    });
  });

  it('travel along with --embed; the archive hosts them all the same', async () => {
    await begin();
    await newsletter.send('hello', '--embed');
    expect(lastMail()).toMatch(/src="cid:[0-9a-f]{16}@pennypost"/);
    await newsletter.site(async (app) => {
      const [, path = ''] = hosted.exec((await get(app, '/issues/hello')).text) ?? [];
      expect((await get(app, path)).status).toBe(200);
    });
  });

  it('a test that was mailed the one way is a test of the other', async () => {
    await begin();
    await newsletter.stage.run('test', 'hello', 'you@example.org', '--embed');
    expect(lastMail()).toContain('cid:');
    const sent = await newsletter.stage.run('send', 'hello', '--dry-run');
    expect(sent.err).toContain('ago, to you@example.org');
    await newsletter.stage.run('test', 'hello', 'you@example.org');
    expect(lastMail()).toMatch(hosted);
    const [, path = ''] = hosted.exec(lastMail()) ?? [];
    expect(await newsletter.site(async (app) => (await get(app, path)).status)).toBe(200);
  });

  it('travel along to the outbox, where no server is needed to see them', async () => {
    await begin();
    const env = { PENNYPOST_SECRET: secret };
    const practised = await newsletter.stage.start(['send', 'hello', '--yes', '--untested'], { env }).ended;
    expect(practised.code, practised.err).toBe(0);
    const outbox = `${newsletter.stage.folder}/.pennypost/outbox`;
    expect(readdirSync(outbox).length).toBeGreaterThan(0);
    await newsletter.site(async (_, store) => {
      expect(await store.db.selectFrom('pictures').select('name').execute()).toEqual([]);
      expect(await store.db.selectFrom('archive').select('issue').execute()).toEqual([]);
    });
  });

  it('are hosted only if their bytes are a picture’s: markup with the name of one is not', async () => {
    await begin(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'));
    await newsletter.send('hello');
    expect(lastMail()).toContain('cid:');
    await newsletter.site(async (app, store) => {
      expect(await store.db.selectFrom('pictures').select('name').execute()).toEqual([]);
      expect((await get(app, '/issues/hello')).text).toContain('<img alt="A pixel"');
    });
  });
});
