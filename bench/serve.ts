import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signLinkTokens } from '../src/message/tokens.ts';
import { ensureList } from '../src/store/lists.ts';
import { openStore } from '../src/store/open-store.ts';
import { createSubscribers } from '../src/store/subscribers.ts';
import { putSubscriptions } from '../src/store/subscriptions.ts';
import { person } from '../tests/store/people.ts';

/**
 * The unsubscribe address under load, against a bare Hono that says hello, both in a process of their own:
 * `npx tsx bench/serve.ts [readers]`, after a build. Every POST is a reader who leaves, and is on the disk before it
 * is answered (synchronous=FULL). Rounds are interleaved; what counts are the medians of the ratios.
 */

const readers = Number(process.argv[2] ?? 20_000);
const rounds = 5;
const gets = 3_000;
const posts = 1_500;
const together = 32;
const secret = 'a-secret-for-measuring-that-is-long-enough';

const folder = mkdtempSync(join(tmpdir(), 'pennypost-serve-'));
writeFileSync(
  join(folder, 'newsletter.yaml'),
  'name: News\nfrom: hello@news.example.org\nurl: https://news.example.org\naddress: PO Box 1\nsubscribe: { lists: [readers] }\n',
);
const tokens = await seed();
const hello = `const { serve } = await import('@hono/node-server'); const { Hono } = await import('hono');
const app = new Hono(); app.all('*', (c) => c.html('hello'));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log('http://127.0.0.1:' + port));`;
const bare = await start(['--input-type=module', '-e', hello]);
const ours = await start(['dist/cli/bin.js', 'serve', '--port', '0', '--cwd', folder]);
const agent = new Agent({ keepAlive: true, maxSockets: together });

const ratios: { readonly get: number; readonly form: number; readonly post: number }[] = [];
let left = 0;
for (let round = 0; round <= rounds; round += 1) {
  const page = tokens[0]?.page as string;
  const pages = await rate(ours.address, 'GET', gets, () => `/u/${page}`);
  const hellos = await rate(bare.address, 'GET', gets, () => '/');
  const forms = await rate(ours.address, 'GET', gets, () => '/subscribe');
  const leaving = await rate(ours.address, 'POST', posts, () => `/u/${tokens[left++]?.act}`);
  const posted = await rate(bare.address, 'POST', posts, () => '/');
  // The first round warms up.
  if (round === 0) continue;
  ratios.push({ get: pages / hellos, form: forms / hellos, post: leaving / posted });
  console.log(
    `page ${whole(pages)}/s, form ${whole(forms)}/s, hello ${whole(hellos)}/s   unsubscribe ${whole(leaving)}/s, hello ${whole(posted)}/s`,
  );
}
console.log(
  `GET  ${median(ratios.map(({ get }) => get)).toFixed(2)}× of a bare hello (median of ${rounds} rounds)`,
);
console.log(`GET  ${median(ratios.map(({ form }) => form)).toFixed(2)}× for the subscribe page`);
console.log(
  `POST ${median(ratios.map(({ post }) => post)).toFixed(2)}×, with ${readers} readers on the list`,
);
agent.destroy();
for (const { end } of [bare, ours]) await end();
rmSync(folder, { recursive: true });

async function seed() {
  const store = await openStore(join(folder, 'newsletter.db'));
  const now = Date.now();
  const list = (await ensureList(store.db, 'readers', now)).id;
  const people = Array.from({ length: readers }, (_, i) => person(`reader-${i}@example.org`));
  const ids = await store.transaction(async (db) => {
    const made = [...(await createSubscribers(db, people, now)).values()];
    const active = { state: 'active', source: 'bench', consentAt: null, consent: {}, leftAt: null } as const;
    await putSubscriptions(
      db,
      made.map((subscriberId) => ({ listId: list, subscriberId, ...active })),
      now,
    );
    return made;
  });
  await store.close();
  // Spread over the list, as readers who leave are.
  const wanted = (rounds + 1) * posts;
  const step = Math.max(1, Math.floor(ids.length / wanted));
  return ids
    .filter((_, i) => i % step === 0)
    .map((subscriber) => signLinkTokens([secret], { list, subscriber, mailing: 'bench' }));
}

async function start(args: readonly string[]) {
  const env = { ...process.env, PENNYPOST_SECRET: secret };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const address = await new Promise<string>((found) => {
    child.stdout.on('data', (text) => {
      const line = /http:\S+/.exec(String(text))?.[0];
      if (line) found(line);
    });
  });
  const ended = new Promise((done) => child.once('close', done));
  const end = (): Promise<unknown> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { address, end };
}

/** Requests a second, so many at a time over lines that stay open. */
async function rate(address: string, method: string, count: number, path: () => string): Promise<number> {
  const began = performance.now();
  let asked = 0;
  const line = async (): Promise<void> => {
    for (; asked < count; ) {
      asked += 1;
      await ask(`${address}${path()}`, method);
    }
  };
  await Promise.all(Array.from({ length: together }, line));
  return (count / (performance.now() - began)) * 1000;
}

function ask(url: string, method: string): Promise<void> {
  return new Promise((done, failed) => {
    const asked = request(url, { method, agent }, (answer) => {
      if (answer.statusCode !== 200) failed(new Error(`answered ${answer.statusCode}`));
      answer.resume().on('end', done);
    });
    asked.on('error', failed).end();
  });
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

function whole(number: number): string {
  return String(Math.round(number));
}
