import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { certificateOf } from './certificate.ts';
import { openSite, type Pages, type Site, webOfSites } from './site.ts';

const sites: Site[] = [];
const deaf: (() => void)[] = [];
afterEach(async () => {
  for (const close of deaf.splice(0)) close();
  for (const site of sites.splice(0)) await site.close();
});

async function siteWith(pages: Pages, ...more: [Parameters<typeof openSite>[1]?]): Promise<Site> {
  const site = await openSite(pages, ...more);
  sites.push(site);
  return site;
}

/** The port of a server that takes connections and answers nothing. */
async function deafTo(treat: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    treat(socket);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  deaf.push(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const good = certificateOf('news.example.org', '20200101', '20991231');
const expired = certificateOf('news.example.org', '20200101', '20200201');

describe('a question to the web', () => {
  it('says who asks, and nothing else of anybody', async () => {
    const site = await siteWith({ '/a?b=c': [200] });
    const url = new URL(`http://ann:secret@news.example.org:${site.port}/a?b=c#d`);
    expect(await webOfSites()({ url, method: 'HEAD' })).toMatchObject({ kind: 'answer', status: 200 });
    expect(site.asked).toEqual(['HEAD /a?b=c']);
    const { headers } = site.requests[0] as (typeof site.requests)[number];
    expect(headers).toEqual({
      host: `news.example.org:${site.port}`,
      'user-agent': 'Pennypost/test',
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'keep-alive',
    });
  });

  it('reads nothing of a page but its head', async () => {
    let broken = false;
    const site = await siteWith({
      'GET /': (_, response) => {
        response.on('close', () => {
          broken = !response.writableEnded;
        });
        const more = () => response.write('x'.repeat(100_000), () => setImmediate(more));
        more();
      },
    });
    const url = new URL(`http://news.example.org:${site.port}/`);
    expect(await webOfSites()({ url, method: 'GET' })).toMatchObject({ status: 200 });
    await expect.poll(() => broken).toBe(true);
    expect(site.requests[0]?.headers.range).toBe('bytes=0-0');
  });

  it('takes a certificate that is good, and says of a bad one what it is', async () => {
    const [well, old] = [await siteWith({ '/': [200] }, good), await siteWith({ '/': [200] }, expired)];
    const trusting = webOfSites({ ca: good.cert + expired.cert });
    const ask = (host: string, { port }: Site, web = trusting) =>
      web({ url: new URL(`https://${host}:${port}/`), method: 'HEAD' });
    expect(await ask('news.example.org', well)).toMatchObject({ kind: 'answer', status: 200 });
    expect(await ask('news.example.org', old)).toEqual({ kind: 'silence', why: 'expired' });
    expect(await ask('shop.example.org', well)).toEqual({ kind: 'silence', why: 'otherName' });
    expect(await ask('news.example.org', well, webOfSites())).toEqual({ kind: 'silence', why: 'selfSigned' });
    expect([...well.asked, ...old.asked]).toEqual(['HEAD /']);
  });

  it('that nobody answers says why', async () => {
    const site = await siteWith({});
    await site.close();
    const [silent, rude] = [await deafTo(() => undefined), await deafTo((socket) => socket.destroy())];
    const ask = (address: string) => webOfSites({ patience: 300 })({ url: new URL(address), method: 'HEAD' });
    const news = 'http://news.example.org';
    expect(await ask(`${news}:${site.port}/`)).toEqual({ kind: 'silence', why: 'refused' });
    expect(await ask('http://nowhere.example.net/')).toEqual({ kind: 'silence', why: 'noHost' });
    expect(await ask(`${news}:${silent}/`)).toEqual({ kind: 'silence', why: 'timeout' });
    expect(await ask(`${news}:${rude}/`)).toEqual({ kind: 'silence', why: 'broken' });
  });

  it('is never put to this machine or its network, by number, by name, or by a name that leads there', async () => {
    const site = await siteWith({ '/': [200] });
    const { isPrivateAddress, isPrivateHost } = await import('../../src/check/links/private-host.ts');
    const web = webOfSites({ isPrivate: (name) => isPrivateHost(name) || isPrivateAddress(name) });
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '2130706433', 'news.example.org']) {
      const url = new URL(`http://${host}:${site.port}/`);
      expect(await web({ url, method: 'HEAD' }), host).toEqual({ kind: 'silence', why: 'private' });
    }
    expect(site.asked).toEqual([]);
  });
});
