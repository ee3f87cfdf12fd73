import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { environment, issue, jsonLines, type Stage, setStage, tally } from '../mailing/stage.ts';
import { type Script, type ScriptServer, say, startScriptServer } from '../smtp/script-server.ts';

const three = ['a@example.org', 'b@example.org', 'c@example.org'];
const [first = ''] = three;

describe('practice in the outbox', () => {
  let server: ScriptServer;
  let stage: Stage;
  let script: Script;
  beforeEach(async () => {
    script = {};
    server = await startScriptServer({ recipient: (...about) => script.recipient?.(...about) });
    // One of them is put off once by the outbox.
    await begin(['a+later@example.org', 'b@example.org', 'c@example.org']);
  });
  afterEach(async () => {
    stage.strike();
    await server.close();
  });

  async function begin(readers: readonly string[]): Promise<void> {
    stage?.strike();
    stage = setStage({ readers });
    const imported = await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    expect(imported.code, imported.err).toBe(0);
  }
  const practise = (...words: string[]) => stage.run(...words);
  const inEarnest = (...words: string[]) => stage.start(words, { env: environment(server.url) }).ended;
  const sentTo = (): string[] => server.taken.flatMap(({ to }) => to).sort();
  const send = ['send', 'hello', '--yes', '--wait', '0'];
  const status = async () => jsonLines((await practise('status', '--json')).out);

  it('does not count as sent: with a server, the same command sends to everybody', async () => {
    await begin(three);
    expect((await practise(...send)).code).toBe(0);
    const { code, err } = await inEarnest(...send);
    expect(code, err).toBe(0);
    expect(err).toContain('3 people on all');
    expect(err).not.toContain('had this issue before');
    expect(sentTo()).toEqual(three);
    const again = await inEarnest(...send);
    expect(again.code).toBe(6);
    expect(again.err).toContain('This issue was sent to all');
  });

  it('is not what --new goes by', async () => {
    await begin(three);
    await practise(...send);
    await inEarnest(...send, '--limit', '1');
    expect((await inEarnest(...send, '--new')).err).toContain('not to 1: had this issue before');
    expect(sentTo()).toEqual(three);
  });

  it('does not count where readers are looked at one by one', async () => {
    await begin(three);
    await practise(...send);
    const { code, err } = await inEarnest(...send, '--segment', 'not first_name = "Reader 7"', '--new');
    expect(code, err).toBe(0);
    expect(sentTo()).toEqual(three);
  });

  it('stands in the way of no mailing, also while it is paused itself', async () => {
    expect((await practise(...send)).code).toBe(5);
    await pause();
    const { code, err } = await inEarnest(...send);
    expect(code, err).toBe(0);
    expect(sentTo()).toHaveLength(3);
  });

  it('can be done as often as one likes, with another text too', async () => {
    await begin(three);
    for (const text of [issue, issue, issue.replace('here is', 'there is')]) {
      stage.write('issues/hello.md', text);
      const { code, err } = await practise(...send);
      expect(code, err).toBe(0);
      expect(err).toContain('done  3 of 3 accepted');
    }
  });

  it('goes on in the outbox, by resume and by the same send again', async () => {
    for (const command of [['resume', '--wait', '0'], send]) {
      expect((await practise(...send)).code).toBe(5);
      await makeDue();
      const { code, err } = await practise(...command);
      expect(code, err).toBe(0);
      expect(err).toContain('done  3 of 3 accepted');
    }
  });

  it('says that it is not finished when another text is practised meanwhile', async () => {
    await practise(...send);
    stage.write('issues/hello.md', issue.replace('here is', 'there is'));
    const { code, err } = await practise(...send);
    expect(code).toBe(6);
    expect(err).toContain('Practice of this issue with another text is not finished');
    expect(err).not.toContain('has this issue already');
  });

  it('is told apart in what a person was sent', async () => {
    await begin(three);
    await practise(...send);
    await inEarnest(...send);
    const shown = await practise('subscribers', 'show', first);
    expect(shown.out).toMatch(/hello +all +accepted, practice +250/);
    expect(shown.out).toMatch(/hello +all +accepted +250/);
    const [{ deliveries } = {}] = jsonLines((await practise('subscribers', 'show', first, '--json')).out);
    expect(deliveries).toMatchObject([{ practice: true }, { practice: false }]);
  });

  it('leaves resume to the mailing itself, where that one is not finished either', async () => {
    await practise(...send);
    script = { recipient: () => ({ rcpt: say('451 4.2.0 Later') }) };
    await inEarnest(...send);
    await makeDue();
    script = {};
    const { code, err } = await inEarnest('resume', '--wait', '0');
    expect(code, err).toBe(0);
    expect(sentTo()).toHaveLength(3);
    expect((await status()).map(({ state }) => state)).toEqual(['done', 'incomplete']);
    const practised = await practise('resume', '--wait', '0');
    expect(practised.code, practised.err).toBe(0);
    expect(server.taken).toHaveLength(3);
  });

  it.each([
    ['resume', []],
    ['resume --dry-run', ['--dry-run']],
  ])('is not resumed to readers by %s', async (_, flags) => {
    await practise(...send);
    await makeDue();
    const before = await stage.everyLine();
    const { code, err } = await inEarnest('resume', ...flags, '--wait', '0');
    expect(code).toBe(6);
    expect(err).toMatch(/Mailing \w+ \(hello to all\) was practice in the outbox/);
    expect(err).toContain('Nothing was sent.');
    expect(err).toContain('pennypost send hello');
    expect(err).toContain('mailing/practice');
    expect(server.connections).toBe(0);
    expect(await stage.everyLine()).toEqual(before);
    expect(await status()).toMatchObject([{ state: 'incomplete' }]);
  });

  it('is called practice by status, and where one of two is to be named', async () => {
    await practise(...send);
    expect((await practise('status')).out).toContain('hello  to all, practice in the outbox');
    script = { recipient: () => ({ rcpt: say('451 4.2.0 Later') }) };
    await inEarnest(...send);
    expect((await status()).map(({ practice }) => practice)).toEqual([undefined, true]);
    const { err } = await inEarnest('cancel');
    expect(err.match(/hello to all, incomplete, practice\)/g)).toHaveLength(1);
    expect(err.match(/hello to all, incomplete\)/g)).toHaveLength(1);
  });

  describe('does not take over', () => {
    beforeEach(async () => {
      await begin(three);
      script = {
        recipient: (address) => (address === first ? undefined : { rcpt: say('451 4.2.0 Later') }),
      };
      expect((await inEarnest(...send)).code).toBe(5);
      await makeDue();
    });

    it.each([
      ['resume', ['resume', '--wait', '0']],
      ['resume --dry-run', ['resume', '--dry-run']],
      ['the same send', send],
      ['a send of another text', ['send', 'hello', '--yes', '--wait', '0', '--segment', 'press']],
    ])('the rest of a mailing when SMTP_URL is gone, at %s', async (_, words) => {
      const before = await stage.everyLine();
      const { code, err } = await practise(...words);
      expect(code, err).toBe(6);
      expect(err).toMatch(
        /Mailing \w+ \(hello to all\) went out through a mail server, and now there is no SMTP_URL/,
      );
      expect(err).toContain('Nothing was sent.');
      expect(err).toMatch(/Put SMTP_URL back into \.env, then: pennypost resume \w+/);
      expect(await stage.everyLine()).toEqual(before);
      expect(await status()).toMatchObject([{ state: 'incomplete' }]);
      script = {};
      const back = await inEarnest('resume', '--wait', '0');
      expect(back.code, back.err).toBe(0);
      expect(sentTo()).toEqual(three);
      expect(tally(await stage.ledger())).toMatchObject({ accepted: 3 });
    });
  });

  async function makeDue(): Promise<void> {
    await change((store) =>
      store.db.updateTable('deliveries').set({ due_at: 1 }).where('state', '=', 'deferred').execute(),
    );
  }

  async function pause(): Promise<void> {
    await change((store) => store.db.updateTable('mailings').set({ state: 'paused' }).execute());
  }

  async function change(
    how: (store: Awaited<ReturnType<typeof openStore>>) => Promise<unknown>,
  ): Promise<void> {
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    await how(store);
    await store.close();
  }
});
