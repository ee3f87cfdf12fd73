import { afterEach, describe, expect, it } from 'vitest';
import { follow } from '../../src/probe/follow.ts';
import type { AskWeb, Reply, Time } from '../../src/probe/question.ts';
import { Turns } from '../../src/probe/turns.ts';
import type { Verdict } from '../../src/probe/verdict.ts';
import { openSite, type Pages, type Site, webOfSites } from './site.ts';

const broken: Reply = { kind: 'silence', why: 'broken' };

let site: Site | undefined;
afterEach(async () => site?.close());

/** A clock that passes only while somebody sleeps. */
function stillTime(slept: number[] = []): Time {
  const passed = () => slept.reduce((sum, one) => sum + one, 0);
  return {
    now: () => Date.UTC(2026, 11, 1) + passed(),
    elapsed: passed,
    sleep: async (milliseconds) => void slept.push(milliseconds),
  };
}

async function followTo(pages: Pages, slept: number[] = [], path = '/a'): Promise<Verdict> {
  site = await openSite(pages);
  const from = new URL(`http://news.example.org:${site.port}${path}`);
  return follow(from, { ask: webOfSites(), time: stillTime(slept), turns: new Turns(8) });
}

describe('an address', () => {
  it('is fine where HEAD is answered, and nothing more is asked', async () => {
    expect(await followTo({ '/a': [200] })).toEqual({ kind: 'fine' });
    expect(site?.asked).toEqual(['HEAD /a']);
  });

  it.each([403, 404, 405, 501, 400])(
    'is asked for by GET where HEAD is answered %i, and GET counts',
    async (status) => {
      expect(await followTo({ 'HEAD /a': [status], 'GET /a': [206] })).toEqual({ kind: 'fine' });
      expect(site?.asked).toEqual(['HEAD /a', 'GET /a']);
    },
  );

  it.each([
    [404, 'dead'],
    [410, 'dead'],
    [401, 'unsure'],
    [403, 'unsure'],
    [451, 'unsure'],
    [999, 'unsure'],
    [416, 'fine'],
  ])('that answers %i both ways is %s', async (status, kind) => {
    expect(await followTo({ '/a': [status] })).toMatchObject({ kind });
  });

  it.each([429, 500, 503])('that answers %i is asked again after a pause', async (status) => {
    const slept: number[] = [];
    expect(await followTo({ 'HEAD /a': [[status], [200]], 'GET /a': [status] }, slept)).toEqual({
      kind: 'fine',
    });
    expect(slept).toEqual([2000]);
  });

  it.each([
    ['7', [7000]],
    ['Tue, 01 Dec 2026 00:00:20 GMT', [20_000]],
    ['30', [30_000]],
    ['31', []],
    ['Wed, 02 Dec 2026 00:00:00 GMT', []],
    ['soon', [2000]],
    ['0', [2000]],
  ])(
    'whose server says to come back after %s is asked again then, unless that is too long',
    async (after, pauses) => {
      const slept: number[] = [];
      const verdict = await followTo({ '/a': [429, { 'Retry-After': after }] }, slept);
      expect(verdict.kind).toBe('unsure');
      expect(slept).toEqual(pauses);
    },
  );

  it('whose server is too busy for HEAD is not asked by GET besides', async () => {
    await followTo({ '/a': [429] });
    expect(site?.asked).toEqual(['HEAD /a', 'HEAD /a']);
  });

  it('whose server hangs up is asked again after a pause', async () => {
    const replies: Reply[] = [broken, broken, { kind: 'answer', status: 200 }];
    const slept: number[] = [];
    const ask: AskWeb = async () => replies.shift() ?? broken;
    const way = { ask, time: stillTime(slept), turns: new Turns(8) };
    expect(await follow(new URL('http://news.example.org/'), way)).toEqual({ kind: 'fine' });
    expect({ slept, left: replies }).toEqual({ slept: [2000], left: [] });
  });

  it('that keeps having trouble is trouble', async () => {
    expect(await followTo({ '/a': [503] })).toEqual({
      kind: 'trouble',
      why: 'answers that it has trouble (503)',
    });
  });
});

describe('an address that sends on', () => {
  const to = (path: string): { Location: string } => ({ Location: path });

  it.each([
    ['for good', 301, 'moved'],
    ['for good, whatever the method', 308, 'moved'],
    ['for now', 302, 'fine'],
    ['for now, whatever the method', 307, 'fine'],
  ])('%s (%i) is %s', async (_, status, kind) => {
    const verdict = await followTo({ '/a': [status, to('/b')], '/b': [200] });
    expect(verdict).toEqual(
      kind === 'fine' ? { kind } : { kind, to: `http://news.example.org:${site?.port}/b` },
    );
  });

  it('is moved as far as it is for good, hop by hop', async () => {
    const pages: Pages = { '/a': [301, to('/b')], '/b': [308, to('/c')], '/c': [302, to('/d')], '/d': [200] };
    expect(await followTo(pages)).toEqual({ kind: 'moved', to: `http://news.example.org:${site?.port}/c` });
    expect(await followTo({ '/a': [302, to('/b')], '/b': [301, to('/c')], '/c': [200] })).toEqual({
      kind: 'fine',
    });
  });

  it('to the same with a slash has not moved', async () => {
    expect(await followTo({ '/a': [301, to('/a/')], '/a/': [200] })).toEqual({ kind: 'fine' });
  });

  it('is judged by where it ends', async () => {
    expect(await followTo({ '/a': [301, to('/b')] })).toMatchObject({ kind: 'dead' });
  });

  it('to another host is told by that host’s name where it is at fault', async () => {
    const answers: Record<string, Reply> = {
      'news.example.org': { kind: 'answer', status: 301, location: 'http://shop.example.org/' },
    };
    const ask: AskWeb = async ({ url }) => answers[url.hostname] as Reply;
    const way = { ask, time: stillTime(), turns: new Turns(8) };
    const followed = async (reply: Reply) => {
      answers['shop.example.org'] = reply;
      return follow(new URL('http://news.example.org/'), way);
    };
    expect(await followed({ kind: 'silence', why: 'noHost' })).toEqual({
      kind: 'dead',
      why: 'sends on to shop.example.org, which does not exist',
    });
    expect(await followed({ kind: 'silence', why: 'expired' })).toEqual({
      kind: 'certificate',
      why: 'sends on to shop.example.org, which has a certificate that is out of date',
    });
    expect(await followed({ kind: 'silence', why: 'noNetwork' })).toEqual({ kind: 'noNetwork' });
  });

  it('in a circle, or on and on, is left after ten', async () => {
    expect(await followTo({ '/a': [302, to('/a')] })).toMatchObject({ kind: 'unsure' });
    expect(site?.asked).toHaveLength(11);
  });

  it('to no page at all, such as a shop of apps, is fine', async () => {
    expect(await followTo({ '/a': [302, to('market://x')] })).toEqual({ kind: 'fine' });
  });

  it('to an address that cannot be read is where it is', async () => {
    expect(await followTo({ '/a': [302, to('http://[')] })).toEqual({ kind: 'fine' });
  });

  it('into a private network is followed no further', async () => {
    const ask: AskWeb = async ({ url }) =>
      url.hostname === 'news.example.org'
        ? { kind: 'answer', status: 302, location: 'http://169.254.169.254/latest' }
        : { kind: 'silence', why: 'private' };
    const way = { ask, time: stillTime(), turns: new Turns(8) };
    expect(await follow(new URL('http://news.example.org/'), way)).toEqual({ kind: 'private' });
  });
});

it('an address that takes more than five seconds, or sends on after them, is slow', async () => {
  const slept: number[] = [];
  const ask: AskWeb = async ({ url }) => {
    if (url.pathname === '/b') return { kind: 'answer', status: 200 };
    slept.push(5001);
    return { kind: 'answer', status: 302, location: '/b' };
  };
  const way = { ask, time: stillTime(slept), turns: new Turns(8) };
  expect(await follow(new URL('http://news.example.org/'), way)).toEqual({ kind: 'fine', slow: 5001 });
});
