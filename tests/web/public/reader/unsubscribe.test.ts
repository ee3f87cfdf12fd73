import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signLinkTokens } from '../../../../src/message/tokens.ts';
import { findEventsOf } from '../../../../src/store/events.ts';
import { openStore } from '../../../../src/store/open-store.ts';
import { SqliteConnection } from '../../../../src/store/sqlite/connection.ts';
import { type OpenSite, openSite, secret, withoutTickets } from '../open-site.ts';

let open: OpenSite;
beforeEach(async () => {
  open = await openSite();
});
afterEach(async () => {
  expect(open.bugs).toEqual([]);
  await open.close();
});

const form = 'application/x-www-form-urlencoded';
const multipart = (): FormData => {
  const data = new FormData();
  data.append('List-Unsubscribe', 'One-Click');
  return data;
};
const bodies: Readonly<Record<string, () => RequestInit>> = {
  urlencoded: () => ({ body: 'List-Unsubscribe=One-Click', headers: { 'content-type': form } }),
  multipart: () => ({ body: multipart() }),
  empty: () => ({}),
  'of no type': () => ({ body: Buffer.from('List-Unsubscribe=One-Click') }),
  odd: () => ({ body: '%%%&=&\0', headers: { 'content-type': form } }),
  'multipart without an end': () => ({
    body: '--x\r\nContent-Disposition: form-data; name="List-Un',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  }),
  JSON: () => ({ body: '{"a":', headers: { 'content-type': 'application/json' } }),
  'of a megabyte': () => ({ body: 'x'.repeat(1 << 20), headers: { 'content-type': form } }),
};

describe('a POST to the address in the header', () => {
  it.each(Object.keys(bodies))('acts at once, with a body that is %s', async (name) => {
    const { act } = open.tokens(open.ana);
    const answer = await open.fetch(`/u/${act}`, { method: 'POST', ...bodies[name]?.() });
    expect(answer.status).toBe(200);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    expect(await open.state(open.ana, open.lists[1])).toBe('active');
    expect(await open.state(open.bob)).toBe('active');
  });

  it('is answered the second time as the first, and written down once', async () => {
    const { act } = open.tokens(open.ana);
    const pages: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const answer = await open.post(`/u/${act}`);
      expect(answer.status).toBe(200);
      pages.push(withoutTickets(await answer.text()));
    }
    expect(new Set(pages).size).toBe(1);
    const events = await findEventsOf(open.store.db, open.ana);
    expect(events.map(({ kind, mailingId, detail }) => ({ kind, mailingId, ...detail }))).toEqual([
      { kind: 'unsubscribed', mailingId: 'm1', listId: open.lists[0], source: 'one click' },
    ]);
  });

  it('sets no cookie, leads nowhere else, and is kept and found by nobody', async () => {
    const { act } = open.tokens(open.ana);
    const { headers } = await open.post(`/u/${act}`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
    });
    for (const name of ['set-cookie', 'location', 'refresh', 'access-control-allow-origin', 'etag']) {
      expect(headers.get(name), name).toBeNull();
    }
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
  });

  it('waits for another process that writes for long, and keeps nobody else waiting', async () => {
    const other = await openStore(open.path);
    const { act, page } = open.tokens(open.ana);
    let answered = false;
    const left = await other.transaction(async () => {
      const answer = open.post(`/u/${act}`).finally(() => {
        answered = true;
      });
      for (let i = 0; i < 5; i += 1) expect((await open.fetch(`/u/${page}`)).status).toBe(200);
      expect(answered).toBe(false);
      return { answer };
    });
    expect((await left.answer).status).toBe(200);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    await other.close();
  });

  it('works with retired keys, and not once a key is gone', async () => {
    const next = 'another-secret-that-is-long-enough-to-sign-with';
    const rotated = await openSite({ secrets: [next, secret] });
    await rotated.post(`/u/${rotated.tokens(rotated.ana).act}`);
    await rotated.post(`/u/${rotated.tokens(rotated.bob, [next]).act}`);
    expect(await rotated.state(rotated.ana)).toBe('unsubscribed');
    expect(await rotated.state(rotated.bob)).toBe('unsubscribed');
    await rotated.close();
    const gone = await openSite({ secrets: [next] });
    await gone.post(`/u/${gone.tokens(gone.ana).act}`);
    expect(await gone.state(gone.ana)).toBe('active');
    await gone.close();
  });

  it('works under the path of url as without it', async () => {
    const below = await openSite({ url: 'https://example.org/letters' });
    await below.post(`/letters/u/${below.tokens(below.ana).act}`);
    await below.post(`/u/${below.tokens(below.bob).act}`);
    expect(await below.state(below.ana)).toBe('unsubscribed');
    expect(await below.state(below.bob)).toBe('unsubscribed');
    const { page } = below.tokens(below.ana);
    const html = await (await below.fetch(`/letters/u/${page}`)).text();
    expect(html).toContain(`action="/letters/u/${page}"`);
    expect(html).toContain(`href="/letters/p/${page}"`);
    await below.close();
  });
});

describe('whatever is not a POST', () => {
  it('changes nothing, a thousand times, at every address there is', async () => {
    const { act, page } = open.tokens(open.ana);
    const before = await open.everything();
    const prefetch = { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender', 'x-moz': 'prefetch' };
    const paths = [`/u/${act}`, `/u/${page}`, `/u/${page}/back`, `/u/${act}/back`, `/p/${page}`, `/p/${act}`];
    paths.push(...['leave', 'rejoin', 'pause', 'address', 'why'].map((verb) => `/p/${page}/${verb}`));
    for (const path of paths) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
        for (let i = 0; i < 14; i += 1) {
          const headers = i % 2 === 0 ? {} : prefetch;
          const query = i % 3 === 0 ? '?List-Unsubscribe=One-Click&reason=other&for=2w' : '';
          const { status } = await open.fetch(path + query, { method, headers });
          expect([200, 204, 405]).toContain(status);
        }
      }
    }
    expect(await open.everything()).toBe(before);
    expect(open.mailed).toEqual([]);
  });

  it('is told what there is', async () => {
    const { page } = open.tokens(open.ana);
    for (const [path, allow] of [
      [`/u/${page}`, 'GET, HEAD, POST, OPTIONS'],
      [`/u/${page}/back`, 'POST, OPTIONS'],
      [`/p/${page}`, 'GET, HEAD, OPTIONS'],
      [`/p/${page}/pause`, 'POST, OPTIONS'],
    ] as const) {
      const options = await open.fetch(path, { method: 'OPTIONS' });
      expect([options.status, options.headers.get('allow'), await options.text()]).toEqual([204, allow, '']);
      const put = await open.fetch(path, { method: 'PUT' });
      expect([put.status, put.headers.get('allow')]).toEqual([405, allow]);
    }
    const head = await open.fetch(`/u/${page}`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

describe('the address in the body', () => {
  it('shows whom it concerns, masked, and names nobody in clear', async () => {
    const html = await (await open.fetch(`/u/${open.tokens(open.ana).page}`)).text();
    expect(html).toContain('<bdi>a•••@e•••.org</bdi>');
    expect(html).not.toMatch(/ana@|example\.org"|Ana\b|<script|https?:\/\/(?!news\.example\.org)/);
  });

  it('does not act by a POST alone, as a forwarded copy or a scanner could', async () => {
    const { page, act } = open.tokens(open.ana);
    const before = await open.everything();
    const ticket =
      /name="ticket" value="([^"]+)"/.exec(await (await open.fetch(`/u/${page}`)).text())?.[1] ?? '';
    for (const fields of [
      {},
      { 'List-Unsubscribe': 'One-Click' },
      { ticket: '' },
      { ticket: page },
      { ticket: act },
      { ticket: `${ticket}A` },
      { ticket: ticket.slice(0, -1) },
    ]) {
      const answer = await open.post(`/u/${page}`, fields as Record<string, string>);
      expect(answer.status).toBe(200);
    }
    expect((await open.post(`/u/${open.tokens(open.bob).page}`, { ticket })).status).toBe(200);
    expect(await open.everything()).toBe(before);
  });

  it('reads no form that is larger than any of ours', async () => {
    const { page } = open.tokens(open.ana);
    const html = await (await open.fetch(`/u/${page}`)).text();
    const ticket = /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const filled = (x: string) => open.post(`/u/${page}`, { ticket, x });
    expect(await (await filled('x'.repeat(70_000))).text()).toContain('Shall ');
    expect(await open.state(open.ana)).toBe('active');
    await filled('x'.repeat(60_000));
    expect(await open.state(open.ana)).toBe('unsubscribed');
  });

  it('acts by the button of its page, and can be undone and done again', async () => {
    const { page } = open.tokens(open.ana);
    const gone = await open.press(`/u/${page}`, `/u/${page}`);
    expect(await gone.clone().text()).toContain(`href="/p/${page}"`);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    const back = await open.press(gone, '/back');
    expect(await back.text()).toContain('Welcome back');
    expect(await open.state(open.ana)).toBe('active');
    await open.press(`/u/${page}`, `/u/${page}`);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    const kinds = (await findEventsOf(open.store.db, open.ana)).map(({ kind }) => kind);
    expect(kinds).toEqual(['unsubscribed', 'rejoined', 'unsubscribed']);
  });

  it('asks once more when its page was opened too long ago', async () => {
    const { page } = open.tokens(open.ana);
    const old = await open.fetch(`/u/${page}`);
    open.now += 25 * 3_600_000;
    const again = await open.press(old, `/u/${page}`);
    expect(await again.clone().text()).toContain('open for too long');
    expect(await open.state(open.ana)).toBe('active');
    const gone = await open.press(again, `/u/${page}`);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    open.now += 25 * 3_600_000;
    expect(await (await open.press(gone, '/back')).text()).toContain('open for too long');
    expect(await open.state(open.ana)).toBe('unsubscribed');
  });

  it('brings nobody back who left long ago, however lately its page was opened', async () => {
    const { page, act } = open.tokens(open.ana);
    await open.press(`/u/${page}`, `/u/${page}`);
    open.now += 31 * 86_400_000;
    const before = await open.everything();
    const late = await open.press(await open.press(`/u/${page}`, `/u/${page}`), '/back');
    expect(await late.text()).toContain('href="/subscribe"');
    await open.press(await open.post(`/u/${act}`), '/back');
    expect(await open.everything()).toBe(before);
  });

  it('works for years', async () => {
    const { page, act } = open.tokens(open.ana);
    open.now += 10 * 365 * 86_400_000;
    await open.press(`/u/${page}`, `/u/${page}`);
    expect(await open.state(open.ana)).toBe('unsubscribed');
    expect((await open.post(`/u/${act}`)).status).toBe(200);
  });
});

describe('the links of a test', () => {
  it('say that they are, wherever they lead, and take off nobody', async () => {
    const before = await open.everything();
    const { act, page } = signLinkTokens([secret], { list: 0, subscriber: 0, mailing: 'test-x' });
    const answers = await Promise.all([
      open.fetch(`/u/${page}`),
      open.fetch(`/u/${act}`),
      open.fetch(`/p/${page}`),
      open.press(await open.post(`/u/${act}`), '/back'),
    ]);
    for (const answer of answers) {
      const text = await answer.text();
      expect(text).toContain('This link is from a test');
      expect(text).not.toContain('not complete');
    }
    expect(await (await open.fetch(`/u/${page.slice(0, -1)}`)).text()).not.toContain('from a test');
    expect(await open.everything()).toBe(before);
  });
});

describe('a token that says nothing', () => {
  const stranger = 987_654;
  const forged = (token: string): string =>
    `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;

  it.each(['act', 'page'] as const)(
    'is answered like one whose reader is gone, byte for byte: %s',
    async (kind) => {
      const unknown = open.tokens(stranger)[kind];
      const made = forged(unknown);
      const ask = async (path: string, init?: RequestInit) => {
        const answer = await open.fetch(path, init);
        const text = withoutTickets(await answer.text());
        return { status: answer.status, headers: [...answer.headers], text };
      };
      const plain = (answer: Awaited<ReturnType<typeof ask>>, token: string) =>
        JSON.stringify(answer).replaceAll(token, 'TOKEN');
      for (const [path, init] of [
        ['/u/TOKEN', {}],
        ['/u/TOKEN', { method: 'HEAD' }],
        ['/u/TOKEN', { method: 'POST' }],
        ['/u/TOKEN', { method: 'POST', ...bodies['urlencoded']?.() }],
        ['/u/TOKEN', { method: 'POST', ...bodies['multipart']?.() }],
        ['/u/TOKEN/back', { method: 'POST' }],
        ['/p/TOKEN', {}],
        ['/p/TOKEN/leave', { method: 'POST' }],
        ['/p/TOKEN/address', { method: 'POST', body: new URLSearchParams({ email: 'a@example.org' }) }],
      ] as const) {
        const answers = [unknown, made].map(async (token) =>
          plain(await ask(path.replace('TOKEN', token), { ...init }), token),
        );
        const [theirs, ours] = await Promise.all(answers);
        expect(ours, path).toBe(theirs);
      }
    },
  );

  it('is undone like one whose reader is gone', async () => {
    const texts = [];
    for (const token of [open.tokens(stranger).act, forged(open.tokens(stranger).act)]) {
      const back = await open.press(await open.post(`/u/${token}`), '/back');
      texts.push(await back.text());
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('not complete');
  });

  it('costs the store the same questions', async () => {
    const asked = async (token: string): Promise<string[]> => {
      const questions: string[] = [];
      const stop = watchQuestions((sql) => questions.push(sql));
      await open.post(`/u/${token}`);
      await open.fetch(`/u/${token}`);
      stop();
      return questions;
    };
    const left = open.tokens(open.ana).act;
    await open.post(`/u/${left}`);
    const known = await asked(left);
    expect(known.length).toBeGreaterThan(3);
    expect(await asked(open.tokens(stranger).act)).toEqual(known);
    expect(await asked(forged(left))).toEqual(known);
    expect(await asked('nothing')).toEqual(known);
  });

  it('costs the store as many statements that write as a true one, the first time too', async () => {
    const written = async (token: string): Promise<number> => {
      const questions: string[] = [];
      const stop = watchQuestions((sql) => questions.push(sql));
      await open.post(`/u/${token}`);
      stop();
      return questions.filter((sql) => /^(?:insert|update|delete)/.test(sql)).length;
    };
    const { act } = open.tokens(open.ana);
    const before = await open.everything();
    expect(await written(forged(act))).toBe(2);
    expect(await written(open.tokens(stranger).act)).toBe(2);
    expect(await open.everything()).toBe(before);
    expect(await written(act)).toBe(2);
    expect(await written(act)).toBe(2);
  });

  it('changes nothing and breaks nothing, whatever it is', async () => {
    const { act, page } = open.tokens(open.ana);
    const before = await open.everything();
    const cut = [act, page].flatMap((token) =>
      Array.from({ length: token.length }, (_, i) => token.slice(0, i + 1)),
    );
    const odd = [
      '%00',
      '%F0%9F%92%8C',
      '..',
      '%2e%2e%2f',
      '<script>',
      `'"`,
      'a'.repeat(5000),
      act.toUpperCase(),
      `${act}=`,
      `${act}%0d%0aSet-Cookie:a`,
    ];
    for (const token of [...cut.filter((one) => one !== act && one !== page), ...odd]) {
      for (const method of ['GET', 'POST']) {
        const answer = await open.fetch(`/u/${token}`, { method });
        expect([200, 404]).toContain(answer.status);
        expect(answer.headers.get('set-cookie')).toBeNull();
        expect(await answer.text()).not.toContain('<script>');
      }
    }
    expect(await open.everything()).toBe(before);
  });
});

/** Every statement that is asked of a store meanwhile. */
function watchQuestions(tell: (sql: string) => void): () => void {
  const { prototype } = SqliteConnection;
  const { executeQuery, runMany } = prototype;
  prototype.executeQuery = function (compiled) {
    tell(compiled.sql);
    return executeQuery.call(this, compiled) as never;
  };
  prototype.runMany = function (compiled, rows) {
    tell(compiled.sql);
    return runMany.call(this, compiled, rows);
  };
  return () => {
    Object.assign(prototype, { executeQuery, runMany });
  };
}
