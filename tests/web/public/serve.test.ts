import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putPictures } from '../../../src/store/pictures.ts';
import { type Served, startSite } from '../../../src/web/public/serve.ts';
import { type OpenSite, openSite } from './open-site.ts';
import { rawClient } from './raw-client.ts';

let open: OpenSite;
let served: Served;
beforeEach(async () => {
  open = await openSite();
  served = await startSite(open.site, { host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await served.close();
  expect(open.bugs).toEqual([]);
  await open.close();
});

const form = 'Content-Type: application/x-www-form-urlencoded';
const head = (method: string, path: string, ...fields: string[]): string =>
  [`${method} ${path} HTTP/1.1`, 'Host: news.example.org', ...fields, '', ''].join('\r\n');

describe('over the wire', () => {
  it('a POST with a megabyte behind it acts, and the line is good for another', async () => {
    const client = await rawClient(served.address);
    const body = Buffer.alloc(1 << 20, 'x');
    client.write(head('POST', `/u/${open.tokens(open.ana).act}`, form, `Content-Length: ${body.length}`));
    client.write(body);
    await client.until(/^HTTP\/1\.1 200 [\s\S]*<\/html>/);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    client.close();
    const another = await fetch(`${served.address}/u/${open.tokens(open.bob).act}`, {
      method: 'POST',
      body: Buffer.alloc(3 << 20),
      redirect: 'error',
    });
    expect(another.status).toBe(200);
    expect(await open.state(open.bob)).toBe('unsubscribed');
  });

  it('a POST acts before its body has come, and if its body never comes', async () => {
    const client = await rawClient(served.address);
    client.write(head('POST', `/u/${open.tokens(open.ana).act}`, form, 'Content-Length: 26'));
    await client.until(/^HTTP\/1\.1 200 /);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    client.close();
  });

  it.each(['chunked', 'by length'])('a form that is too large is refused: %s', async (how) => {
    const client = await rawClient(served.address);
    const path = `/p/${open.tokens(open.ana).page}/why`;
    const size = how === 'chunked' ? 'Transfer-Encoding: chunked' : 'Content-Length: 70000';
    const body = 'x'.repeat(70_000);
    client.write(head('POST', path, form, size));
    client.write(how === 'chunked' ? `${(70_000).toString(16)}\r\n${body}\r\n0\r\n\r\n` : body);
    expect(await client.until(/<\/html>/)).toMatch(/^HTTP\/1\.1 413 /);
    client.close();
  });

  it.each([
    head('TRACE', '/u/x'),
    head('CONNECT', 'news.example.org:443'),
    head('GET', '/u/x', 'Content-Length: -1'),
    head('POST', '/u/x', 'Content-Length: 5', 'Transfer-Encoding: chunked'),
    'GET /u/x HTTP/1.1\r\n\r\n',
    `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(20_000)}\r\n`,
    head('GET', '//evil.example.com/u/x'),
    head('GET', 'http://evil.example.com/u/x'),
    '\u0016\u0003\u0001\0\0 hello',
  ])('what is no request of a browser breaks nothing: %j', async (bytes) => {
    const client = await rawClient(served.address);
    client.write(bytes);
    await Promise.race([client.until(/^HTTP\/1\.1 [245]\d\d /), client.ended]);
    expect(client.heard()).not.toMatch(/HTTP\/1\.1 500|evil\.example/);
    client.close();
    expect((await fetch(`${served.address}/u/x`)).status).toBe(200);
  });

  it('hundreds of clients that say nothing, or half of something, keep nobody from being answered', async () => {
    const { act } = open.tokens(open.ana);
    const clients = await Promise.all(Array.from({ length: 600 }, () => rawClient(served.address)));
    clients.forEach((client, i) => {
      if (i % 3 === 1) client.write('GET /u/x HTT');
      if (i % 3 === 2)
        client.write(head('POST', `/u/${open.tokens(open.bob).page}`, form, 'Content-Length: 1000'));
    });
    expect((await fetch(`${served.address}/u/${act}`, { method: 'POST' })).status).toBe(200);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    for (const client of clients) client.close();
  });
});

describe('a client that asks for a picture and never takes it', () => {
  it('is hung up on; one that takes it slowly gets it', async () => {
    const name = `${'0'.repeat(32)}.png`;
    const size = 30_000_000;
    await putPictures(open.store.db, [{ name, content: Buffer.alloc(size) }]);
    const still = await startSite(open.site, { host: '127.0.0.1', port: 0, stillFor: 1_000 });
    const fetched = async (rests: readonly number[]): Promise<number> => {
      const socket = connect(Number(new URL(still.address).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`GET /images/${name} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      let taken = 0;
      socket.on('data', (data) => {
        taken += data.length;
      });
      for (const rest of rests) {
        socket.pause();
        await sleep(rest);
        socket.resume();
        await once(socket, 'data');
      }
      if (!socket.closed) await once(socket, 'close');
      return taken;
    };
    expect(await fetched([100, 100, 100])).toBeGreaterThan(size);
    expect(await fetched([4_000])).toBeLessThan(size);
    await still.close();
  });
});

describe('an end', () => {
  it('waits for the request that is under way, and takes no new ones', async () => {
    const { page } = open.tokens(open.ana);
    const html = await (await fetch(`${served.address}/u/${page}`)).text();
    const body = `ticket=${/name="ticket" value="([^"]+)"/.exec(html)?.[1]}`;
    const client = await rawClient(served.address);
    client.write(head('POST', `/u/${page}`, form, `Content-Length: ${body.length}`) + body.slice(0, 5));
    await fetch(`${served.address}/u/${page}`);
    const closed = served.close();
    await expect(rawClient(served.address)).rejects.toThrow(/ECONNREFUSED/);
    client.write(body.slice(5));
    await client.until(/^HTTP\/1\.1 200 [\s\S]*You are unsubscribed[\s\S]*<\/html>/);
    await client.ended;
    await closed;
    expect(await open.state(open.ana)).toBe('unsubscribed');
  });
});
