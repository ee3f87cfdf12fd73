import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import {
  issue,
  jsonLines,
  readersOf,
  type Stage,
  setStage,
  settings,
  tally,
  until,
} from '../mailing/stage.ts';
import {
  hangUp,
  inTurn,
  type Script,
  type ScriptServer,
  say,
  stall,
  startScriptServer,
  wait,
} from '../smtp/script-server.ts';

/** As if another sender had taken ours for dead, and brought the mailing to its end. */
async function takenOver(
  folder: string,
  { state, line }: { state: 'done' | 'incomplete'; line: 'accepted' | 'rejected' },
): Promise<void> {
  const store = await openStore(join(folder, 'newsletter.db'));
  try {
    await store.db.deleteFrom('senders').execute();
    await store.db.updateTable('deliveries').set({ state: line, sender_id: null }).execute();
    await store.db.updateTable('mailings').set({ state }).execute();
  } finally {
    await store.close();
  }
}

describe('a mailing that is stopped', () => {
  let server: ScriptServer;
  let stage: Stage;
  afterEach(async () => {
    stage.strike();
    await server.close();
  });
  const begin = async (script: Script = { latency: 2 }, count = 40, sending = ''): Promise<void> => {
    server = await startScriptServer(script);
    stage = setStage({
      readers: readersOf({ reader: count }),
      smtpUrl: server.url,
      sending: `connections: 3, retryAfter: 1s${sending}`,
    });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
  };
  /** Slow enough for another command to come in between. */
  const slow = { latency: 8 };
  const send = ['send', 'hello', '--yes', '--untested', '--wait', '0'];
  const nobodyTwice = async (): Promise<void> => {
    for (const { state, messageId } of await stage.everyLine()) {
      expect(server.timesTaken(messageId)).toBe(state === 'accepted' ? 1 : server.timesTaken(messageId));
      expect(server.timesTaken(messageId)).toBeLessThanOrEqual(1);
    }
  };
  const status = async () => jsonLines((await stage.run('status', '--json')).out)[0];

  it('by one Ctrl-C finishes what is on the wire, ends with 130, and goes on with resume', async () => {
    await begin();
    const { io, ended } = stage.start(send);
    await until(() => server.taken.length >= 5);
    io.pressCtrlC();
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain('Stopping: what the server has already begun to take is finished first.');
    expect(err).toMatch(/Stopped\. Nothing is lost\. To go on: pennypost resume \w+/);
    const counts = tally(await stage.ledger());
    expect(counts).toMatchObject({ accepted: server.taken.length, unknown: 0, claimed: 0, sending: 0 });
    expect(counts.planned).toBeGreaterThan(20);
    expect(await status()).toMatchObject({ state: 'paused' });
    const resumed = await stage.run('resume');
    expect(resumed.code, resumed.err).toBe(0);
    expect(resumed.err).toContain('Going on with hello to all:');
    expect(tally(await stage.ledger())).toMatchObject({ accepted: 40 });
    await nobodyTwice();
  });

  it('by two Ctrl-C drops what a stalling server has, and names it as unknown', async () => {
    await begin({ recipient: () => ({ final: stall }) });
    const { io, ended } = stage.start(send);
    await until(() => server.heard.filter((line) => line === '.').length === 3);
    io.pressCtrlC();
    io.pressCtrlC();
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toMatch(
      /Stopped\. 3 readers are unknown: the server may or may not have the copy, .*--retry-unknown.*Nothing else is lost\. To go on: pennypost resume \w+\n/,
    );
    expect(tally(await stage.ledger())).toMatchObject({ unknown: 3, planned: 37 });
    const who = jsonLines((await stage.run('status', '--who', 'unknown', '--json')).out);
    expect(who).toHaveLength(3);
    expect(who[0]).toMatchObject({ state: 'unknown', attempts: 1, reply: null });
  });

  it('by a pause from elsewhere ends with 5 and says how to go on', async () => {
    await begin(slow, 80);
    const { ended } = stage.start(send);
    await until(() => server.taken.length >= 5);
    const paused = await stage.run('pause');
    expect(paused.code).toBe(0);
    expect(paused.err).toMatch(/^Paused\. To go on: pennypost resume \w+/);
    const { code, err } = await ended;
    expect(code).toBe(5);
    expect(err).toMatch(/Another pennypost paused this mailing; to go on: pennypost resume/);
    expect((await stage.run('pause')).code).toBe(2);
    expect((await stage.run('resume')).code).toBe(0);
    expect(tally(await stage.ledger())).toMatchObject({ accepted: 80 });
    await nobodyTwice();
  });

  it.each([
    ['done', 'accepted', 0],
    ['incomplete', 'rejected', 5],
  ] as const)(
    'by another that took it over and left it %s, says so and asks for no resume',
    async (state, line, exit) => {
      await begin({ recipient: () => ({ final: inTurn(wait(1_500), say('250 Taken')) }) }, 1);
      const { ended } = stage.start(send);
      await until(() => server.heard.includes('.'));
      await takenOver(stage.folder, { state, line });
      const { code, err } = await ended;
      expect(err).toContain('Another pennypost took this mailing over and finished the run.');
      expect(err).not.toContain('paused');
      expect(code).toBe(exit);
    },
  );

  it('by a cancel from elsewhere has nobody left open, and cannot go on', async () => {
    await begin(slow, 80);
    const { ended } = stage.start(send);
    await until(() => server.taken.length >= 5);
    const asked = await stage.run('cancel');
    expect(asked.code).toBe(6);
    expect(asked.err).toContain('Say so with --yes.');
    expect(asked.err).toContain('Nothing was cancelled.');
    const cancelled = await stage.run('cancel', '--yes');
    expect(cancelled.code, cancelled.err).toBe(0);
    const { code, err } = await ended;
    expect(code).toBe(5);
    expect(err).toContain('Another pennypost cancelled this mailing.');
    const counts = tally(await stage.ledger());
    expect(counts.accepted + counts.cancelled).toBe(80);
    expect(counts.accepted).toBe(server.taken.length);
    const mailing = String((await status())?.['mailing']);
    for (const command of ['resume', 'cancel', 'pause']) {
      const { code, err } = await stage.run(command, mailing);
      expect(code, command).toBe(6);
      expect(err).toContain(`Mailing ${mailing} (hello to all) has ended`);
    }
    expect(await stage.run(...send, '--new')).toMatchObject({ code: 0 });
    await nobodyTwice();
    expect(new Set(server.taken.map(({ to }) => to[0])).size).toBe(80);
  });

  it('can be cancelled at a terminal by typing how many are left', async () => {
    await begin({ recipient: () => ({ rcpt: say('451 4.7.1 Later') }) }, 3);
    expect((await stage.run(...send)).code).toBe(5);
    const wrong = await stage.start(['cancel'], { answers: ['2'] }).ended;
    expect(wrong).toMatchObject({ code: 6 });
    expect(wrong.err).toContain('“2” is not 3');
    expect((await stage.run('cancel', '--dry-run')).err).toContain('Nothing was cancelled');
    const right = await stage.start(['cancel'], { answers: ['3'] }).ended;
    expect(right.err).toContain('Cancelled: 0 of 3 accepted, 3 cancelled.');
    expect(await status()).toMatchObject({ state: 'cancelled', counts: { cancelled: 3 } });
  });

  it('honours who unsubscribes, or is suppressed, while it runs', async () => {
    let left: Promise<unknown> | undefined;
    await begin(
      {
        ...slow,
        recipient: () => {
          left ??= stage.run('subscribers', 'remove', 'reader-79@example.org');
          return undefined;
        },
      },
      80,
    );
    const ended = await stage.run(...send);
    await left;
    expect(ended.code, ended.err).toBe(0);
    expect(server.taken.flatMap(({ to }) => to)).not.toContain('reader-79@example.org');
    const who = jsonLines((await stage.run('status', '--who', 'skipped', '--json')).out);
    expect(who).toMatchObject([{ email: 'reader-79@example.org', state: 'skipped', reason: 'unsubscribed' }]);
    expect((await stage.run('status', '--who', 'skipped')).out).toBe('reader-79@example.org  unsubscribed\n');
  });

  describe('goes on by the same send', () => {
    it('with the same arguments, also where they named the number of the first time', async () => {
      await begin();
      const again = [
        'send',
        'hello',
        '--list',
        'subscribers/all.csv',
        '--expect',
        '40',
        '--untested',
        '--wait',
        '0',
      ];
      const { io, ended } = stage.start(again);
      await until(() => server.taken.length >= 5);
      io.pressCtrlC();
      await ended;
      const { code, err } = await stage.run(...again);
      expect(code, err).toBe(0);
      expect(err).toMatch(/This issue is on its way already \(mailing \w+\): \d+ of 40 people are left\./);
      expect(new Set([...(await stage.everyLine())].map(({ mailing }) => mailing)).size).toBe(1);
      expect(tally(await stage.ledger())).toMatchObject({ accepted: 40 });
      await nobodyTwice();
    });

    it('but not with another number, another text or another segment', async () => {
      await begin(
        { recipient: (_, attempt) => (attempt === 1 ? { rcpt: say('451 4.7.1 Later') } : undefined) },
        3,
      );
      expect((await stage.run(...send)).code).toBe(5);
      const number = await stage.run('send', 'hello', '--expect', '4');
      expect([number.code, number.err]).toEqual([6, expect.stringContaining('3 people would get it')]);
      const segment = await stage.run(...send, '--segment', 'press');
      expect([segment.code, segment.err]).toEqual([6, expect.stringContaining('to the whole list')]);
      const rehearsed = await stage.run(...send, '--dry-run');
      expect([rehearsed.code, rehearsed.err]).toEqual([0, expect.stringContaining('this is a dry run')]);
      stage.write('issues/hello.md', issue.replace('here is', 'there is'));
      const text = await stage.run(...send);
      expect([text.code, text.err]).toEqual([
        6,
        expect.stringContaining('with another text than the one here'),
      ]);
      expect(server.taken).toEqual([]);
    });

    it('and sends what was frozen, whatever became of the files', async () => {
      await begin(
        {
          recipient: (_, attempt) => (attempt === 1 ? { rcpt: say('451 4.7.1 Later') } : undefined),
        },
        2,
      );
      expect((await stage.run(...send)).code).toBe(5);
      stage.write('issues/hello.md', '---\ntitle: Another\n---\nAnother text.\n');
      stage.write('newsletter.yaml', settings.replace('News + Notes', 'Renamed'));
      const { code, err } = await stage.run('resume', '--wait', '10s');
      expect(code, err).toBe(0);
      expect(server.taken).toHaveLength(2);
      for (const { raw } of server.taken) {
        expect(raw).toContain('Subject: News + Notes: Hello');
        expect(raw).not.toMatch(/Another|Renamed/);
      }
    });
  });

  it('waits for a greylisting server within --wait', async () => {
    await begin(
      { recipient: (_, attempt) => (attempt === 1 ? { rcpt: say('451 4.7.1 Later') } : undefined) },
      3,
    );
    const { code, err } = await stage.run('send', 'hello', '--yes', '--wait', '1m');
    expect(code, err).toBe(0);
    expect(err).toContain('waiting 1 s for readers who were put off');
  });

  it('ends with 4 and can go on when the server turns us away in the middle', async () => {
    let closed = false;
    await begin({
      latency: 1,
      connection: () => (closed ? { greeting: say('554 5.7.1 No more') } : undefined),
      recipient: (address) => {
        if (address === 'reader-9@example.org') closed = true;
        return closed ? { rcpt: hangUp } : undefined;
      },
    });
    const { code, err } = await stage.run(...send);
    expect(code).toBe(4);
    expect(err).toContain('Paused: 554 5.7.1 No more');
    expect(err).toMatch(/Nothing is lost\. When the cause is mended: pennypost resume \w+/);
    expect(await status()).toMatchObject({ state: 'paused' });
    const refused = await stage.run('resume');
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('Nothing was sent.');
    await server.close();
    const second = await startScriptServer();
    const env = { PENNYPOST_SECRET: 's'.repeat(40), SMTP_URL: second.url };
    const resumed = await stage.start(['resume', '--wait', '20s'], { env }).ended;
    expect(resumed.code, resumed.err).toBe(0);
    for (const { messageId } of await stage.everyLine()) {
      expect(server.timesTaken(messageId) + second.timesTaken(messageId)).toBe(1);
    }
    await second.close();
  });

  it.each([
    ['this sender', 4, { mail: say('550 5.7.1 This sender is blocked') }, /check “from” and “bounces”/],
    ['our SPF', 4, { rcpt: say('550 5.7.27 SPF did not pass') }, /SPF record .* must name the server/],
    ['our signature', 4, { final: say('550 5.7.30 DKIM did not pass') }, /pennypost dkim prints the records/],
    ['our DMARC', 4, { final: say('550 5.7.31 No DMARC') }, /needs a DMARC record/],
    ['that it came over no TLS', 4, { final: say('550 5.7.29 No TLS') }, /add \?tls=required to SMTP_URL/],
    [
      'all three',
      4,
      { final: say('550 5.7.515 Access denied') },
      /Three things to check\. SPF: .* DKIM: .* DMARC: /,
    ],
    ['something in all of them', 5, { rcpt: say('550 5.7.1 Listed') }, /look up what the words say/],
  ])(
    'is paused when the server blames %s, with exit code %i and what to do',
    async (_, exit, moves, advice) => {
      await begin(
        'mail' in moves ? { connection: () => ({ mail: moves.mail }) } : { recipient: () => moves },
      );
      const { code, err } = await stage.run(...send);
      expect(code).toBe(exit);
      const [words] = Object.values(moves).map((move) => (move as { reply: string }).reply);
      expect(err).toMatch(/^Paused: /m);
      expect(err).toContain(words);
      expect(err).toMatch(advice);
      expect(err).toMatch(/Nothing is lost\. When the cause is mended: pennypost resume \w+/);
      const counts = tally(await stage.ledger());
      expect(counts.accepted).toBe(0);
      expect(counts.planned + counts.rejected).toBe(40);
      const again = jsonLines((await stage.run('resume', '--json')).out).at(-1);
      expect(again).toMatchObject({ event: 'done', state: 'paused', advice: expect.stringMatching(advice) });
    },
  );

  it('sends unknown copies again only when it is told to', async () => {
    await begin({ recipient: (_, attempt) => (attempt === 1 ? { final: hangUp } : undefined) }, 2);
    const first = await stage.run(...send);
    expect(first.code).toBe(5);
    expect(first.err).toContain('it is not sent again by itself (resume --retry-unknown does)');
    expect(await status()).toMatchObject({ state: 'incomplete', counts: { unknown: 2 } });
    expect((await stage.run('resume')).code).toBe(5);
    expect(server.taken).toEqual([]);
    expect((await stage.run('resume', '--dry-run', '--retry-unknown')).code).toBe(0);
    expect(server.taken).toEqual([]);
    expect((await stage.run('resume', '--retry-unknown')).code).toBe(0);
    expect(await status()).toMatchObject({ state: 'done', counts: { accepted: 2 } });
  });

  it('goes on with some readers only, and says who was left as they were', async () => {
    const later = { rcpt: say('451 4.7.1 Later') };
    await begin({
      latency: 2,
      recipient: (address, attempt) =>
        attempt === 1 && ['reader-0@example.org', 'reader-1@example.org'].includes(address)
          ? later
          : undefined,
    });
    const { io, ended } = stage.start(send);
    await until(() => server.taken.length >= 5);
    io.pressCtrlC();
    await ended;
    const { planned, accepted } = tally(await stage.ledger());
    expect(planned).toBeGreaterThan(10);
    const deferred = await stage.run('resume', '--only', 'put-off', '--wait', '20s');
    expect(deferred.code).toBe(5);
    expect(deferred.err).toMatch(
      new RegExp(`Not tried, as --only says: ${planned} to go\\. To go on with all: pennypost resume \\w+`),
    );
    expect(tally(await stage.ledger())).toMatchObject({ planned, accepted: accepted + 2, deferred: 0 });
    expect(await status()).toMatchObject({ state: 'incomplete' });
    const rest = await stage.run('resume', '--only', 'planned,deferred');
    expect([rest.code, rest.err]).toEqual([0, expect.not.stringContaining('Not tried')]);
    await nobodyTwice();
  });

  it('waits for nobody who was put off where only others are to be tried', async () => {
    await begin({ recipient: () => ({ rcpt: say('451 4.7.1 Later') }) }, 3);
    await stage.run(...send);
    const { code, err } = await stage.run('resume', '--only', 'planned', '--wait', 'all');
    expect(code).toBe(5);
    expect(err).toContain('Not tried, as --only says: 3 put off.');
    expect(tally(await stage.ledger())).toMatchObject({ deferred: 3 });
  });

  it.each([
    [['--only', 'accepted'], 'Nobody who is accepted is tried by a resume'],
    [['--only', 'deferd'], 'Did you mean deferred?'],
    [['--only', 'unknown'], 'pennypost resume --retry-unknown'],
    [['--only', 'deferred', '--retry-unknown'], 'say --only deferred,planned'],
  ])('is not touched by resume %s', async (words, why) => {
    await begin({ recipient: () => ({ rcpt: say('451 4.7.1 Later') }) }, 1);
    await stage.run(...send);
    const before = await stage.everyLine();
    const { code, err } = await stage.run('resume', ...words);
    expect(code).toBe(2);
    expect(err).toContain(why);
    expect(await stage.everyLine()).toEqual(before);
  });

  it('is helped along by a second sender, and status says that there are two', async () => {
    let halt = true;
    await begin(
      {
        recipient: (_, attempt) =>
          attempt === 1 && halt ? { final: inTurn(wait(300), say('250 Taken')) } : undefined,
      },
      30,
    );
    const first = stage.start(send);
    await until(() => server.taken.length >= 1);
    const second = stage.start(['resume', '--wait', '0']);
    await until(async () => (await stage.run('status', 'hello')).out.includes('sent by 2 processes'));
    expect(jsonLines((await stage.run('status', 'hello', '--json')).out)).toMatchObject([{ senders: 2 }]);
    halt = false;
    expect([(await first.ended).code, (await second.ended).code]).toEqual([0, 0]);
    expect((await second.ended).err).toMatch(/Helping 1 other sender with hello to all: \d+ of 30/);
    await nobodyTwice();
    expect(server.taken).toHaveLength(30);
  });

  it('is told apart from others by its issue or its id', async () => {
    await begin({ recipient: () => ({ rcpt: say('451 4.7.1 Later') }) }, 2);
    stage.write('issues/2026-12-01-second.md', issue.replace('Hello', 'Second'));
    await stage.run(...send);
    await stage.run('send', 'second', '--yes', '--wait', '0');
    const which = await stage.run('resume');
    expect(which.code).toBe(2);
    expect(which.err).toMatch(/There are several: \w+ \(.*second to all, incomplete\); \w+ \(hello to all/);
    expect((await stage.run('resume', 'secund')).err).toContain('There is no mailing “secund”');
    for (const name of ['second', 'issues/2026-12-01-second.md', '2026-12-01-second']) {
      expect((await stage.run('resume', name, '--dry-run')).err).toContain(
        'Would go on with 2026-12-01-second',
      );
    }
    expect((await stage.run('status', 'second', '--json')).out.trim().split('\n')).toHaveLength(1);
  });

  it('has nothing to resume, pause or cancel before anything was sent', async () => {
    await begin({}, 1);
    for (const command of ['resume', 'pause', 'cancel']) {
      const { code, err } = await stage.run(command);
      expect([code, err]).toEqual([2, expect.stringContaining('See what there is: pennypost status')]);
    }
  });
});
