import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { afterEach, describe, expect, it } from 'vitest';
import { Abilities } from '../../src/smtp/abilities.ts';
import { takeOver } from '../../src/smtp/connect.ts';
import { Courier } from '../../src/smtp/courier.ts';
import { parseExtensions } from '../../src/smtp/extensions.ts';
import { patient } from '../../src/smtp/timeouts.ts';
import type { Transport } from '../../src/smtp/transport.ts';
import { address } from '../address/address.ts';
import { hangUp, type Script, type ScriptServer, say, startScriptServer } from './script-server.ts';

const servers: ScriptServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A session of nodemailer’s whose socket is kept where we do not look for it. */
async function carriedBySend(script: Script): Promise<{ server: ScriptServer; transport: Transport }> {
  const server = await startScriptServer(script);
  servers.push(server);
  const session = new SMTPConnection({ host: '127.0.0.1', port: server.port, ignoreTLS: true });
  await new Promise<void>((done, failed) => session.connect((error) => (error ? failed(error) : done())));
  const elsewhere = new Proxy(session, {
    get: (target, name) => {
      const value: unknown = name === '_socket' ? undefined : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const about = { timeouts: patient, window: 8, abilities: new Abilities() };
  return { server, transport: takeOver(elsewhere, parseExtensions('250 x'), about) };
}

function message(to: string) {
  return {
    envelope: { from: address('bounces@news.example.org'), to: address(to) },
    raw: Buffer.from(`Message-ID: <${to}>\r\nTo: ${to}\r\n\r\n.hidden\r\n`),
  };
}

describe('messages where nodemailer’s socket cannot be had', () => {
  it('go one by one by its own send, and are judged as ever', async () => {
    const { server, transport } = await carriedBySend({
      recipient: (to) => {
        if (to.startsWith('gone')) return { rcpt: say('550 5.1.1 No such user') };
        if (to.startsWith('later')) return { rcpt: say('451 4.2.1 Later') };
        if (to.startsWith('spam')) return { final: say('554 5.7.1 Spam') };
        return undefined;
      },
    });
    expect(transport).toBeInstanceOf(Courier);
    expect(transport.room).toBe(1);
    const outcomes = [];
    for (const name of ['ann', 'gone', 'bob', 'later', 'spam', 'eve']) {
      outcomes.push(await transport.deliver(message(`${name}@example.org`)));
    }
    expect(outcomes).toMatchObject([
      { kind: 'accepted', reply: '250 2.0.0 Taken' },
      { kind: 'rejected', suppress: true },
      { kind: 'accepted' },
      { kind: 'deferred', reply: '451 4.2.1 Later' },
      { kind: 'rejected', suppress: false },
      { kind: 'accepted' },
    ]);
    expect(server.taken.map(({ to }) => to[0])).toEqual(['ann', 'bob', 'eve'].map((n) => `${n}@example.org`));
    expect(server.taken[0]?.raw).toBe(message('ann@example.org').raw.toString());
    await transport.quit();
    expect(transport.isOpen).toBe(false);
  });

  it('are unknown when the line drops and nobody can say where', async () => {
    const { server, transport } = await carriedBySend({ recipient: () => ({ final: hangUp }) });
    expect(await transport.deliver(message('ann@example.org'))).toMatchObject({ kind: 'unknown' });
    expect(transport.isOpen).toBe(false);
    expect(server.taken).toEqual([]);
  });
});
