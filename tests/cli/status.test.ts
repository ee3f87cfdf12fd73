import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deliveryStates } from '../../src/store/delivery.ts';
import { openStore } from '../../src/store/open-store.ts';
import { jsonLines, readersOf, type Stage, setStage, until } from '../mailing/stage.ts';
import { hangUp, type ScriptServer, say, stall, startScriptServer } from '../smtp/script-server.ts';

describe('pennypost status', () => {
  let server: ScriptServer;
  let stage: Stage;
  afterEach(async () => {
    stage.strike();
    await server.close();
  });
  const begin = async (): Promise<void> => {
    server = await startScriptServer({
      recipient: (address) => {
        if (address.startsWith('gone')) return { rcpt: say('550 5.1.1 Nobody here') };
        if (address.startsWith('later')) return { rcpt: say('451 4.7.1 Greylisted') };
        return address.startsWith('lost') ? { final: hangUp } : undefined;
      },
    });
    const names = ['fine', 'gone', 'later', 'lost', 'away'];
    stage = setStage({ readers: names.map((name) => `${name}@example.org`), smtpUrl: server.url });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
  };
  const send = ['send', 'hello', '--yes', '--wait', '0'];

  it('says that nothing was sent yet', async () => {
    await begin();
    for (const words of [[], ['--watch'], ['--who', 'accepted']]) {
      const { code, out, err } = await stage.run('status', ...words);
      expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'Nothing was sent yet.\n' });
    }
  });

  it('prints as JSON exactly what the ledger says, adding up', async () => {
    await begin();
    await stage.run(...send);
    const [status] = jsonLines((await stage.run('status', '--json')).out);
    expect(status).toEqual({
      mailing: expect.stringMatching(/^[a-z0-9]{6}$/),
      issue: 'hello',
      list: 'all',
      state: 'incomplete',
      recipients: 5,
      counts: {
        ...Object.fromEntries(deliveryStates.map((state) => [state, 0])),
        accepted: 2,
        rejected: 1,
        deferred: 1,
        unknown: 1,
      },
    });
  });

  it('prints for people how it stands and why', async () => {
    await begin();
    await stage.run(...send, '--segment', 'not first_name = "Reader 4"');
    const { out } = await stage.run('status');
    expect(out).toMatch(
      /^\w{6} {2}incomplete {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}hello {2}to all \(not first_name/,
    );
    expect(out).toContain('1 of 4 accepted, 1 put off, 1 refused, 1 unknown');
    expect(out).toContain('1 put off by their servers, 1 unknown');
  });

  it('names who is in each state, with the server’s words', async () => {
    await begin();
    await stage.run(...send);
    const who = async (state: string) => jsonLines((await stage.run('status', '--who', state, '--json')).out);
    expect(await who('accepted')).toMatchObject([
      { email: 'fine@example.org', state: 'accepted', attempts: 1, reply: '250 2.0.0 Taken' },
      { email: 'away@example.org' },
    ]);
    expect(await who('rejected')).toMatchObject([
      { email: 'gone@example.org', reply: '550 5.1.1 Nobody here' },
    ]);
    expect(await who('refused')).toEqual(await who('rejected'));
    const [later] = await who('deferred');
    expect(Date.parse(String(later?.['due']))).toBeGreaterThan(Date.parse(String(later?.['at'])));
    expect(await who('unknown')).toMatchObject([{ email: 'lost@example.org', reply: null }]);
    expect(await who('planned')).toEqual([]);
    const lines = (await stage.run('status', '--who', 'unknown')).out;
    expect(lines).toMatch(/^lost@example\.org {2}\S.*\n$/);
  });

  it('says in whose words readers were not reached, those that say the same counted together', async () => {
    const said: Readonly<Record<string, string>> = {
      gone: '550 5.1.1 <%> is not known here',
      shut: '550 5.2.1 Mailbox % is shut',
      full: '452 4.2.2 The mailbox is full (id %-20261124)',
    };
    server = await startScriptServer({
      recipient: (address) => {
        const words = said[address.slice(0, 4)];
        return words === undefined ? undefined : { rcpt: say(words.replace('%', address)) };
      },
    });
    stage = setStage({ readers: readersOf({ fine: 30, gone: 3, shut: 1, full: 2 }), smtpUrl: server.url });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    await stage.run(...send);
    const { out } = await stage.run('status', 'hello');
    expect(out.split('\n').slice(1)).toEqual([
      '        30 of 36 accepted, 2 put off, 4 refused',
      '        2 put off by their servers',
      '        2 put off: 452 4.2.2 The mailbox is full (id …',
      '        3 refused: 550 5.1.1 … is not known here',
      '        1 refused: 550 5.2.1 Mailbox … is shut',
      '',
    ]);
    const [status] = jsonLines((await stage.run('status', 'hello', '--json')).out);
    expect(status).toMatchObject({
      senders: 0,
      reasons: [
        { state: 'deferred', deliveries: 2, words: expect.stringContaining('is full') },
        { state: 'rejected', deliveries: 3 },
        { state: 'rejected', deliveries: 1 },
      ],
    });
  });

  it('sums up what is said in rarer words', async () => {
    server = await startScriptServer({
      recipient: (address) => ({ rcpt: say(`550 5.7.1 ${'no '.repeat(Number(/\d+/.exec(address)) + 1)}`) }),
    });
    stage = setStage({ readers: readersOf({ reader: 8 }), smtpUrl: server.url });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    await stage.run(...send);
    const { out } = await stage.run('status');
    expect(out).toContain('1 refused: 550 5.7.1 no no\n');
    expect(out).toMatch(/ {8}3 refused in other words: pennypost status \w+ --who rejected\n/);
    expect((await stage.run('status', 'hello', '--json')).out).not.toContain('null');
  });

  it('counts and lists every state alike, and the counts add up', async () => {
    await begin();
    await stage.run(...send);
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    for (const [i, state] of deliveryStates.entries()) {
      await store.db
        .updateTable('deliveries')
        .set({ state })
        .where('position', '=', (i % 5) + 1)
        .execute();
      const [status] = jsonLines((await stage.run('status', '--json')).out);
      const counts = status?.['counts'] as Record<string, number>;
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(5);
      const listed = jsonLines((await stage.run('status', '--who', state, '--json')).out);
      expect(listed).toHaveLength(counts[state] ?? -1);
    }
    await store.close();
  });

  it('names the nearest state for one that is none', async () => {
    await begin();
    const { code, err } = await stage.run('status', '--who', 'rejectd');
    expect(code).toBe(2);
    expect(err).toContain('Did you mean rejected?');
  });

  it('watches until nobody sends any more', async () => {
    await begin();
    await stage.run(...send);
    const { code, out } = await stage.run('status', '--watch', '--json');
    expect(code).toBe(0);
    expect(jsonLines(out)).toMatchObject([{ state: 'incomplete' }]);
  });

  it('watches a running mailing, and ends at Ctrl-C', async () => {
    await begin();
    const slow = await startScriptServer({ extensions: ['8BITMIME'], recipient: () => ({ rcpt: stall }) });
    const env = { PENNYPOST_SECRET: 's'.repeat(40), SMTP_URL: slow.url };
    const sending = stage.start(send, { env });
    await until(() => slow.heard.filter((line) => line.startsWith('RCPT')).length === 5);
    const watching = stage.start(['status', '--watch']);
    await until(() => watching.io.out() !== '');
    watching.io.pressCtrlC();
    expect((await watching.ended).out).toMatch(
      /running .*hello {2}to all\n {8}0 of 5 accepted, 5 on the wire\n/,
    );
    sending.io.pressCtrlC();
    sending.io.pressCtrlC();
    expect((await sending.ended).code).toBe(130);
    await slow.close();
  });

  it('tells all mailings of an issue that is named, the newest first', async () => {
    await begin();
    await stage.run(...send, '--limit', '1');
    await stage.run(...send, '--new');
    const statuses = jsonLines((await stage.run('status', 'hello', '--json')).out);
    expect(statuses).toMatchObject([{ recipients: 4 }, { recipients: 1 }]);
    const [, first] = statuses;
    const one = jsonLines((await stage.run('status', String(first?.['mailing']), '--json')).out);
    expect(one).toEqual([first]);
    const other = await stage.run('status', 'helo');
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('Did you mean hello?')]);
  });
});
