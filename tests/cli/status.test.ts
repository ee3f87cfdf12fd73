import { afterEach, describe, expect, it } from 'vitest';
import { deliveryStates } from '../../src/store/delivery.ts';
import { jsonLines, type Stage, setStage, until } from '../mailing/stage.ts';
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
