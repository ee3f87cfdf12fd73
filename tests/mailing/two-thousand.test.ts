import { afterEach, describe, expect, it } from 'vitest';
import { hangUp, type ScriptServer, say, startScriptServer, takeAndHangUp } from '../smtp/script-server.ts';
import { readersOf, type Stage, setStage, tally } from './stage.ts';

describe('a mailing to 2,000 over a server that does everything a server can do wrong', () => {
  let server: ScriptServer;
  let stage: Stage;
  afterEach(async () => {
    stage.strike();
    await server.close();
  });

  const kinds = { fine: 1800, gone: 60, policy: 20, later: 60, cut: 30, lost: 20, busy: 10 };

  it('mails nobody twice and loses nobody unnamed, also when it is stopped in the middle', async () => {
    let taken = 0;
    server = await startScriptServer({
      connection: (n) => (n % 40 === 39 ? { greeting: say('421 4.3.2 Too busy for another one') } : {}),
      recipient: (address, attempt) => {
        const kind = address.split('-')[0];
        taken += 1;
        if (taken === 900) server.dropAll();
        if (kind === 'gone') return { rcpt: say(`550 5.1.1 No such user ${address}`) };
        if (kind === 'policy') return { final: say('554 5.7.1 Not of this kind') };
        if (kind === 'later' && attempt === 1) return { rcpt: say('451 4.7.1 Greylisted') };
        if (kind === 'cut' && attempt === 1) return { data: hangUp };
        if (kind === 'lost') return { final: takeAndHangUp };
        if (kind === 'busy' && attempt === 1) return { final: say('452 4.2.2 Over quota for the moment') };
        return undefined;
      },
    });
    stage = setStage({
      readers: readersOf(kinds),
      smtpUrl: server.url,
      sending: 'retryAfter: 1s, connections: 4',
    });

    const first = await stage.run(
      'send',
      'hello',
      '--list',
      'subscribers/all.csv',
      '--expect',
      '2000',
      '--untested',
      '--wait',
      '0',
    );
    expect(first.code, first.err).toBe(5);
    const sent = JSON.parse((await stage.run('status', '--json')).out);
    expect(sent.recipients).toBe(2000);
    expect(Object.values<number>(sent.counts).reduce((a, b) => a + b, 0)).toBe(2000);

    for (let round = 0; round < 6; round += 1) {
      const { state } = JSON.parse((await stage.run('status', '--json')).out);
      if (state === 'done' || (await openCount(stage)) === 0) break;
      await stage.run('resume', '--wait', '20s');
    }

    const ledger = await stage.ledger();
    const counts = tally(ledger);
    expect(ledger.size).toBe(2000);
    expect(counts.rejected).toBe(80);
    expect(counts.planned + counts.claimed + counts.sending + counts.deferred).toBe(0);
    expect(counts.accepted + counts.rejected + counts.unknown).toBe(2000);
    // Twenty lost by script, and at most one for each connection that was open when the server dropped them all.
    expect(counts.unknown).toBeGreaterThanOrEqual(20);
    expect(counts.unknown).toBeLessThanOrEqual(24);
    for (const { state, messageId } of ledger.values()) {
      const times = server.timesTaken(messageId);
      if (state === 'accepted') expect(times).toBe(1);
      if (state === 'rejected') expect(times).toBe(0);
      expect(times).toBeLessThanOrEqual(1);
    }
  }, 240_000);
});

async function openCount(stage: Stage): Promise<number> {
  const counts = tally(await stage.ledger());
  return counts.planned + counts.claimed + counts.sending + counts.deferred;
}
