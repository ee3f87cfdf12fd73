import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, askLinks, type Remembered } from '../../src/probe/ask-links.ts';
import type { AskWeb, Reply, Time } from '../../src/probe/question.ts';

const time: Time = { now: () => 0, elapsed: () => 0, sleep: async () => undefined };
const nothing: Remembered = { recall: () => undefined, note: () => undefined };
const fine: Reply = { kind: 'answer', status: 200 };

function silent(why: Extract<Reply, { kind: 'silence' }>['why']): Reply {
  return { kind: 'silence', why };
}

/** A web where every host answers the same each time, in its own time; notes how many are asked at once. */
function crowd(answer: (host: string) => Reply = () => fine) {
  const [busy, most] = [new Map<string, number>(), { aHost: 0, hosts: 0, questions: 0 }];
  const ask: AskWeb = async ({ url: { host } }) => {
    busy.set(host, (busy.get(host) ?? 0) + 1);
    most.questions += 1;
    most.aHost = Math.max(most.aHost, busy.get(host) ?? 0);
    most.hosts = Math.max(most.hosts, [...busy.values()].filter((one) => one > 0).length);
    await new Promise((later) => setImmediate(later));
    busy.set(host, (busy.get(host) ?? 0) - 1);
    return answer(host);
  };
  return { ask, most };
}

describe('asking for links', () => {
  it('asks a host one question at a time, and eight hosts at once', async () => {
    const links = fc.array(fc.tuple(fc.nat(20), fc.nat(5)), { minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(links, async (pairs) => {
        const urls = pairs.map(([host, page]) => `https://h${host}.example.org/${page}`);
        const { ask, most } = crowd();
        const { verdicts } = await askLinks(urls, { ask, time, remembered: nothing });
        const hosts = new Set(pairs.map(([host]) => host)).size;
        expect(most.aHost).toBe(1);
        expect(most.hosts).toBe(Math.min(8, hosts));
        expect(most.questions).toBe(new Set(urls).size);
        expect([...verdicts.keys()].sort()).toEqual([...new Set(urls)].sort());
      }),
      { numRuns: 50 },
    );
  });

  it('asks for a page once, whichever place in it is meant, and for nothing that is no page', async () => {
    const { ask, most } = crowd();
    const urls = ['https://example.org/a#b', 'https://example.org/a', 'mailto:ann@example.org', 'tel:1', 'x'];
    const { verdicts } = await askLinks(urls, { ask, time, remembered: nothing });
    expect([...verdicts]).toEqual([['https://example.org/a', { kind: 'fine' }]]);
    expect(most.questions).toBe(1);
    expect(addressOf('mailto:ann@example.org')).toBeUndefined();
  });

  it('asks for nothing that is remembered, and remembers what it found', async () => {
    const { ask, most } = crowd();
    const noted: string[] = [];
    const remembered: Remembered = {
      recall: (address) => (address.endsWith('/a') ? { kind: 'dead', why: 'x' } : undefined),
      note: (address) => void noted.push(address),
    };
    const urls = ['https://example.org/a', 'https://example.org/b'];
    const { verdicts } = await askLinks(urls, { ask, time, remembered });
    expect(verdicts.get('https://example.org/a')).toEqual({ kind: 'dead', why: 'x' });
    expect(noted).toEqual(['https://example.org/b']);
    expect(most.questions).toBe(1);
  });
});

describe('without a network', () => {
  const urls = ['https://a.example.org/', 'https://b.example.org/', 'https://c.example.org/'];
  const noted: string[] = [];
  const remembered: Remembered = { ...nothing, note: (address) => void noted.push(address) };
  const ask = (answer: (host: string) => Reply, of = urls) =>
    askLinks(of, { ask: crowd(answer).ask, time, remembered });

  it('nothing is held against any link, and nothing remembered', async () => {
    expect((await ask(() => silent('noHost'))).offline).toBe(true);
    expect((await ask(() => silent('noNetwork'))).offline).toBe(true);
    expect((await ask(() => silent('noNetwork'), urls.slice(0, 1))).offline).toBe(true);
    expect(noted).toEqual([]);
  });

  it('is not where one host answers, or the only host there is does not exist', async () => {
    expect((await ask((host) => (host.startsWith('a') ? fine : silent('noHost')))).offline).toBe(false);
    expect((await ask(() => silent('noHost'), urls.slice(0, 1))).offline).toBe(false);
    expect((await ask(() => silent('refused'))).offline).toBe(false);
    expect((await ask(() => silent('private'))).offline).toBe(false);
    expect((await ask(() => fine, [])).offline).toBe(false);
  });
});
