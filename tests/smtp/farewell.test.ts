import { afterEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/address/email-address.ts';
import type { Message } from '../../src/message/message.ts';
import { patient } from '../../src/smtp/timeouts.ts';
import { openServer, type Transport } from '../../src/smtp/transport.ts';
import {
  hangUp,
  inTurn,
  type Script,
  type ScriptServer,
  say,
  sayRaw,
  stall,
  startScriptServer,
  wait,
} from './script-server.ts';

/** A 421 after which the server goes on, which it may not (RFC 5321 s.3.8). */
const idle421 = sayRaw('421 4.7.0 Too much\r\n');
const names = Array.from({ length: 8 }, (_, i) => `reader-${i}`);
const behind = names.slice(3);

describe('a 421 while several messages are under way', () => {
  let server: ScriptServer;
  let transport: Transport;
  afterEach(async () => {
    transport.close();
    await server.close();
  });

  /** What became of eight messages that were handed over together; the third meets `third`. */
  const deliverAll = async (third: object, others: Script['recipient'] = () => undefined) => {
    server = await startScriptServer({
      extensions: ['PIPELINING', 'CHUNKING'],
      recipient: (address, attempt) => (address.startsWith('reader-2@') ? third : others(address, attempt)),
    });
    const timeouts = { ...patient, farewell: 50 };
    const connected = await openServer({ name: 'test', url: server.url, timeouts }).connect();
    if (!connected.ok) throw new Error(connected.fault.why);
    transport = connected.transport;
    const outcomes = await Promise.all(names.map((name) => transport.deliver(messageTo(name))));
    expect(transport.isOpen).toBe(false);
    expect(outcomes[2]).toMatchObject({ kind: 'putBack', slow: { forAtLeast: 60_000 } });
    return outcomes.map(({ kind }) => kind);
  };

  it.each(['rcpt', 'final'])(
    'at %s puts back what came behind it where the server hangs up',
    async (step) => {
      const kinds = await deliverAll({ [step]: say('421 4.7.0 Too much') });
      expect(kinds).toEqual(names.map((_, i) => (i < 2 ? 'accepted' : 'putBack')));
      expect(server.taken).toHaveLength(2);
    },
  );

  it('also where it does so without a word more, a moment later', async () => {
    const kinds = await deliverAll({ final: inTurn(sayRaw('421 4.7.0 Too much\r\n'), wait(10), hangUp) });
    expect(kinds.slice(3)).toEqual(behind.map(() => 'putBack'));
  });

  it('knows what a server took that did not hang up', async () => {
    const kinds = await deliverAll({ rcpt: idle421 });
    expect(kinds).toEqual(names.map((_, i) => (i === 2 ? 'putBack' : 'accepted')));
    expect(server.taken).toHaveLength(7);
  });

  it('does not know what such a server has that says nothing more', async () => {
    const kinds = await deliverAll({ rcpt: idle421 }, (address) =>
      address.startsWith('reader-5@') ? { final: stall } : undefined,
    );
    expect(kinds.slice(3)).toEqual(['accepted', 'accepted', 'unknown', 'unknown', 'unknown']);
  });

  it('blames nobody for what such a server refuses behind it', async () => {
    const kinds = await deliverAll({ rcpt: idle421 }, () => ({ rcpt: say('550 5.1.1 No more today') }));
    expect(kinds).toEqual(['rejected', 'rejected', ...names.slice(2).map(() => 'putBack')]);
  });

  it('does not know, once it is stopped, what such a server has', async () => {
    const stuck = deliverAll({ rcpt: idle421 }, (address) =>
      address.startsWith('reader-5@') ? { final: stall } : undefined,
    );
    await expect.poll(() => server?.taken.length).toBe(4);
    transport.close();
    expect((await stuck).slice(5)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('a 421 to RSET', () => {
  it('slows the server and puts the reader back', async () => {
    const server = await startScriptServer({
      extensions: [],
      connection: () => ({ reset: say('421 4.3.2 Shutting down') }),
      recipient: (address) => (address.startsWith('gone') ? { rcpt: say('550 5.1.1 No') } : undefined),
    });
    const connected = await openServer({ name: 'test', url: server.url }).connect();
    if (!connected.ok) throw new Error(connected.fault.why);
    await connected.transport.deliver(messageTo('gone'));
    expect(await connected.transport.deliver(messageTo('next'))).toMatchObject({
      kind: 'putBack',
      slow: { why: '421 4.3.2 Shutting down', forAtLeast: 60_000 },
    });
    await server.close();
  });
});

function messageTo(name: string): Message {
  const envelope = {
    from: 'bounces@news.example.org' as EmailAddress,
    to: `${name}@example.org` as EmailAddress,
  };
  return { envelope, raw: Buffer.from(`Message-ID: <${name}@news.example.org>\r\n\r\nHello\r\n`) };
}
