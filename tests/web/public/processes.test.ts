import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signLinkTokens } from '../../../src/message/tokens.ts';
import { listOutbox, readOutboxMessage } from '../../../src/smtp/outbox-mail.ts';
import { findList } from '../../../src/store/lists.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { findSubscriptionsOf } from '../../../src/store/subscriptions.ts';
import { issue, readersOf, type Stage, secret, setStage, tally, until } from '../../mailing/stage.ts';
import { type ScriptServer, startScriptServer } from '../../smtp/script-server.ts';
import { rawClient } from './raw-client.ts';
import { type ServeProcess, startServe } from './serve-process.ts';

let stage: Stage;
let serves: ServeProcess[];
let server: ScriptServer | undefined;
beforeEach(() => {
  serves = [];
  server = undefined;
});
afterEach(async () => {
  for (const { terminate } of serves) terminate();
  for (const { ended } of serves)
    expect(await ended).toMatchObject({ code: 0, err: expect.not.stringMatching(/bug/i) });
  await server?.close();
  stage.strike();
});

const set = async (count: number, smtpUrl?: string): Promise<readonly string[]> => {
  const readers = readersOf({ reader: count });
  stage = setStage({ readers, ...(smtpUrl === undefined ? {} : { smtpUrl }) });
  expect((await stage.run('subscribers', 'import', 'subscribers/all.csv')).code).toBe(0);
  return readers;
};
const serve = async (smtpUrl?: string): Promise<ServeProcess> => {
  const one = await startServe(stage.folder, smtpUrl);
  serves.push(one);
  return one;
};
/** The tokens of everybody, as a mail would carry them. */
const tokensOf = async (readers: readonly string[]) => {
  const store = await openStore(join(stage.folder, 'newsletter.db'));
  const list = (await findList(store.db, 'all'))?.id ?? 0;
  const rows = await store.db.selectFrom('subscribers').select(['id', 'email']).execute();
  await store.close();
  const ids = new Map(rows.map(({ id, email }) => [email, id]));
  return readers.map((email) =>
    signLinkTokens([secret], { list, subscriber: ids.get(email) ?? 0, mailing: 'm1' }),
  );
};
const post = (url: string, body?: URLSearchParams) =>
  fetch(url, { method: 'POST', body: body ?? null, redirect: 'error' });
const send = (name: string) =>
  stage.start(['send', name, '--list', 'all', '--yes', '--untested', '--wait', '0']);

describe('serve', () => {
  it('two on the same store at once lose nothing and refuse nobody', async () => {
    const readers = await set(60);
    const both = await Promise.all([serve(), serve()]);
    const tokens = await tokensOf(readers);
    const answers = await Promise.all(
      tokens.flatMap(({ act }, i) => [0, 1].map((turn) => post(`${both[(i + turn) % 2]?.address}/u/${act}`))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    const rows = await store.db.selectFrom('subscriptions').select('state').execute();
    const events = await store.db
      .selectFrom('events')
      .select('kind')
      .where('kind', '=', 'unsubscribed')
      .execute();
    await store.close();
    expect(rows.filter(({ state }) => state !== 'unsubscribed')).toEqual([]);
    expect(events).toHaveLength(60);
  });

  it('ends at SIGTERM with its last request answered', async () => {
    const readers = await set(1);
    const { address, terminate, ended } = await serve();
    const [token] = await tokensOf(readers);
    const html = await (await fetch(`${address}/u/${token?.page}`)).text();
    const body = `ticket=${/name="ticket" value="([^"]+)"/.exec(html)?.[1]}`;
    const client = await rawClient(address);
    const head = [
      'Host: a',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
    ];
    client.write(`POST /u/${token?.page} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
    // It has been read so far when the next one is answered.
    await fetch(`${address}/u/x`);
    terminate();
    await until(async () => (await fetch(address).catch(() => undefined)) === undefined);
    client.write(body);
    await client.until(/^HTTP\/1\.1 200 [\s\S]*You are unsubscribed/);
    expect((await ended).code).toBe(0);
  });

  it('changes an address by mail through the outbox, signed with nothing, answered by a button', async () => {
    const readers = await set(1);
    const { address } = await serve();
    const [token] = await tokensOf(readers);
    const outbox = join(stage.folder, '.pennypost/outbox');
    const pressOn = async (path: string, action: string, fields: Readonly<Record<string, string>> = {}) => {
      const html = await (await fetch(address + path)).text();
      const ticket = new RegExp(
        `action="${action}">\\s*<input type="hidden" name="ticket" value="([^"]+)"`,
      ).exec(html)?.[1];
      return post(address + action, new URLSearchParams({ ticket: ticket ?? '', ...fields }));
    };
    await pressOn(`/p/${token?.page}`, `/p/${token?.page}/address`, { email: 'new@example.org' });
    await until(async () => (await listOutbox(outbox)).total === 1);
    const [entry] = (await listOutbox(outbox)).entries;
    const mail = await readOutboxMessage(outbox, entry?.id ?? '');
    expect(mail).toMatchObject({ to: 'new@example.org', subject: 'News + Notes: is this your new address?' });
    const link = /https:\/\/news\.example\.org(\/address\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    await pressOn(link, link);
    await until(async () => (await listOutbox(outbox)).total === 2);
    expect((await listOutbox(outbox)).entries.map(({ to }) => to)).toContain(readers[0]);
    expect((await stage.run('subscribers', 'show', 'new@example.org')).out).toContain('readdressed');
  });
});

describe('notices', () => {
  /** Takes connections and never says a word. */
  const startMute = async () => {
    const heard: Socket[] = [];
    const mute = createServer((socket) => void heard.push(socket.on('error', () => undefined)));
    await once(mute.listen(0, '127.0.0.1'), 'listening');
    const end = () => {
      for (const socket of heard) socket.destroy();
      mute.close();
    };
    return { url: `smtp://127.0.0.1:${(mute.address() as AddressInfo).port}`, heard, end };
  };
  const askFor = async (address: string, page: string | undefined, email: string) => {
    const html = await (await fetch(`${address}/p/${page}`)).text();
    const action = `/p/${page}/address`;
    const [, ticket = ''] = html.split(`action="${action}"`)[1]?.match(/value="([^"]+)"/) ?? [];
    const answer = await post(address + action, new URLSearchParams({ ticket, email }));
    expect(await answer.text()).toContain('it is on its way');
  };

  it('that wait when the process is killed are mailed by the next one', async () => {
    const mute = await startMute();
    const [token] = await tokensOf(await set(1));
    const killed = await startServe(stage.folder, mute.url);
    await askFor(killed.address, token?.page, 'one@example.org');
    await until(() => mute.heard.length > 0);
    await askFor(killed.address, token?.page, 'two@example.org');
    killed.kill();
    await killed.ended;
    mute.end();
    server = await startScriptServer({});
    await serve(server.url);
    await until(() => (server?.taken.length ?? 0) > 1);
    expect(server.taken.map(({ to }) => to)).toEqual([['one@example.org'], ['two@example.org']]);
  });

  it('keep no server from ending, whatever the mail server does', async () => {
    const mute = await startMute();
    const [token] = await tokensOf(await set(1));
    const one = await serve(mute.url);
    await askFor(one.address, token?.page, 'one@example.org');
    await until(() => mute.heard.length > 0);
    one.terminate();
    expect((await one.ended).err).toContain('1 notice will be mailed when serve runs again');
    mute.end();
  });
});

describe('in the middle of a send', () => {
  it('who unsubscribes over the web is not written to, nor by the next issue, and the account says why', async () => {
    server = await startScriptServer({ latency: 60 });
    const readers = await set(60, server.url);
    const { address } = await serve(server.url);
    const tokens = await tokensOf(readers);
    const heard = (): ReadonlySet<string> =>
      new Set(server?.heard.flatMap((line) => /^RCPT TO:<([^>]*)>/.exec(line)?.[1] ?? []));
    const { ended } = send('hello');
    await until(() => heard().size >= 6);
    const leaving = readers
      .map((reader, i) => ({ reader, act: tokens[i]?.act }))
      .filter(({ reader }) => !heard().has(reader));
    await Promise.all(
      leaving.map(({ act }) =>
        post(`${address}/u/${act}`, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })),
      ),
    );
    await sleep(20);
    const onTheWire = heard();
    expect(onTheWire.size).toBeLessThan(60);
    await ended;
    expect([...heard()].filter((reader) => !onTheWire.has(reader))).toEqual([]);
    const ledger = await stage.ledger();
    expect(tally(ledger)).toMatchObject({ accepted: onTheWire.size, skipped: 60 - onTheWire.size });
    for (const { state, reason } of ledger.values())
      if (state === 'skipped') expect(reason).toBe('unsubscribed');

    // The whole circle: the address in a message that was received, one POST, and the next issue.
    const raw = server.taken[0]?.raw ?? '';
    const reader = /^To: (\S+)/m.exec(raw)?.[1] ?? '';
    const link =
      /^List-Unsubscribe: <https:\/\/news\.example\.org(\/u\/[^>]+)>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m.exec(
        raw,
      )?.[1];
    expect(
      (await post(address + link, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }))).status,
    ).toBe(200);
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    const { id } = await store.db
      .selectFrom('subscribers')
      .select('id')
      .where('email', '=', reader)
      .executeTakeFirstOrThrow();
    expect((await findSubscriptionsOf(store.db, id)).map(({ state }) => state)).toEqual(['unsubscribed']);
    await store.close();
    stage.write('issues/next.md', issue.replace('Hello', 'The next one'));
    const before = server.taken.length;
    const { err } = await send('next').ended;
    expect(err).toMatch(/not to \d+: unsubscribed/);
    expect(server.taken.slice(before).map(({ to }) => to)).not.toContain(reader);
    expect((await stage.run('subscribers', 'show', reader)).out).toMatch(
      /unsubscribed\s+listId: \d+, source: one click/,
    );
  });
});
