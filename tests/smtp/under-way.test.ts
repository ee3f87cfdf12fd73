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
  stall,
  startScriptServer,
} from './script-server.ts';

const manners = [
  { manner: 'one by one', extensions: ['8BITMIME'] },
  { manner: 'overlapped', extensions: ['8BITMIME', 'PIPELINING'] },
  { manner: 'in chunks', extensions: ['8BITMIME', 'PIPELINING', 'CHUNKING'] },
] as const;

describe.each(manners)('messages that go $manner', ({ extensions }) => {
  let server: ScriptServer;
  let transport: Transport;
  afterEach(async () => {
    transport.close();
    await server.close();
  });

  const talk = async (script: Script = {}): Promise<void> => {
    server = await startScriptServer({ extensions, ...script });
    const connected = await openServer({ name: 'test', url: server.url }).connect();
    if (!connected.ok) throw new Error(connected.fault.why);
    transport = connected.transport;
  };

  /** Hands them over as the line has room; gives what became of each. */
  const deliverAll = async (names: readonly string[], mayStillGo?: (name: string) => boolean) => {
    const outcomes: Record<string, string> = {};
    const left = [...names];
    const carry = async (): Promise<void> => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) {
        const asked = name;
        const outcome = await transport.deliver(messageTo(asked), mayStillGo && (() => mayStillGo(asked)));
        outcomes[asked] = outcome.kind;
      }
    };
    await Promise.all(Array.from({ length: transport.room }, carry));
    return outcomes;
  };
  const heardOf = (name: string) => server.heard.filter((line) => line.includes(`<${name}@`));

  it('each end as their own server word has it, and nobody gets another’s', async () => {
    await talk({
      recipient: (address) => {
        if (address.startsWith('gone')) return { rcpt: say('550 5.1.1 No such user') };
        if (address.startsWith('odd')) return { rcpt: say('550 5.1.1 No'), data: say('354 Go on') };
        if (address.startsWith('later')) return { rcpt: say('451 4.7.1 Greylisted') };
        if (address.startsWith('spam')) return { final: say('550 5.7.1 Spam') };
        if (address.startsWith('nodata')) return { data: say('451 4.3.0 Not now') };
        return undefined;
      },
    });
    const kinds = ['fine', 'gone', 'fine', 'odd', 'odd', 'later', 'fine', 'spam', 'nodata', 'fine'];
    const names = Array.from({ length: 4 }, (_, round) =>
      kinds.map((kind, i) => `${kind}-${round}-${i}`),
    ).flat();
    const outcomes = await deliverAll(names);
    const meant: Record<string, string> = {
      fine: 'accepted',
      gone: 'rejected',
      odd: 'rejected',
      later: 'deferred',
      spam: 'rejected',
      nodata: 'deferred',
    };
    for (const name of names) expect([name, outcomes[name]]).toEqual([name, meant[name.split('-')[0] ?? '']]);
    const taken = server.taken.filter(({ to }) => to.length > 0);
    expect(taken.map(({ to, messageId }) => [to, messageId])).toEqual(
      taken.map(({ messageId }) => [[messageId.replace('@news.', '@')], messageId]),
    );
    expect(taken).toHaveLength(names.filter((name) => name.startsWith('fine')).length);
    expect(server.connections).toBe(1);
    expect(server.faults).toEqual([]);
  });

  it('begin with no transaction of the one before still open', async () => {
    await talk({
      recipient: (address) => (address.startsWith('gone') ? { rcpt: say('550 5.1.1 No') } : undefined),
    });
    expect(await deliverAll(['gone-1'])).toEqual({ 'gone-1': 'rejected' });
    expect(await deliverAll(['fine-1'])).toEqual({ 'fine-1': 'accepted' });
    const envelopes = server.heard.map((line) => line.slice(0, 4)).filter((verb) => /MAIL|RSET/.test(verb));
    expect(envelopes.slice(-2)).toEqual(['RSET', 'MAIL']);
    expect(server.faults).toEqual([]);
  });

  it('go only while they may, and else nothing of them is said', async () => {
    await talk();
    const may = (name: string) => !name.startsWith('left');
    const outcomes = await deliverAll(['fine-1', 'left-1', 'fine-2', 'left-2', 'left-3', 'fine-3'], may);
    expect(outcomes).toEqual({
      'fine-1': 'accepted',
      'left-1': 'putBack',
      'fine-2': 'accepted',
      'left-2': 'putBack',
      'left-3': 'putBack',
      'fine-3': 'accepted',
    });
    expect(['left-1', 'left-2', 'left-3'].flatMap(heardOf)).toEqual([]);
    expect(transport.isOpen).toBe(true);
    expect(server.faults).toEqual([]);
  });

  it('are asked after when their turn comes, and not before', async () => {
    await talk({ latency: 5 });
    let left = false;
    const { room } = transport;
    const first = Array.from({ length: room }, (_, i) =>
      transport.deliver(messageTo(`first-${i}`), () => !left),
    );
    // Whoever had to wait for the line had not been said anything of when the others had left.
    const said = new Set(first.map((_, i) => `first-${i}`).filter((_, i) => i === 0 || room > 2));
    left = true;
    const kinds = (await Promise.all(first)).map(({ kind }) => kind);
    expect(kinds).toEqual(first.map((_, i) => (said.has(`first-${i}`) ? 'accepted' : 'putBack')));
    expect(server.taken).toHaveLength(said.size);
  });
});

describe('a server that offers more than it can', () => {
  let server: ScriptServer;
  const lines: Transport[] = [];
  afterEach(async () => {
    for (const line of lines.splice(0)) line.close();
    await server.close();
  });

  /** Opens one line after another to the same server. */
  const meet = async (script: Script): Promise<() => Promise<Transport>> => {
    server = await startScriptServer(script);
    const timeouts = { ...patient, envelope: 50 };
    const { connect } = openServer({ name: 'test', url: server.url, timeouts });
    return async () => {
      const connected = await connect();
      if (!connected.ok) throw new Error(connected.fault.why);
      lines.push(connected.transport);
      return connected.transport;
    };
  };
  const putBack = { kind: 'putBack' };

  describe('where it does not know BDAT', () => {
    const noChunks: Script = {
      extensions: ['PIPELINING', 'CHUNKING'],
      recipient: (_, attempt) => (attempt === 1 ? { data: say('502 5.5.1 What is BDAT?') } : undefined),
    };

    it('gets no chunks any more, and is given the same copy by DATA', async () => {
      const open = await meet(noChunks);
      const first = await open();
      expect(await first.deliver(messageTo('a'))).toMatchObject(putBack);
      expect(first.isOpen).toBe(false);
      const second = await open();
      expect(second.room).toBe(2);
      expect(await second.deliver(messageTo('a'))).toMatchObject({ kind: 'accepted' });
      expect(server.heard.slice(-4).map((line) => line.slice(0, 4))).toEqual(['MAIL', 'RCPT', 'DATA', '.']);
    });

    it('has refused nobody for that, however many were under way', async () => {
      const first = await (await meet(noChunks))();
      const names = Array.from({ length: first.room }, (_, i) => `reader-${i}`);
      const outcomes = await Promise.all(names.map((name) => first.deliver(messageTo(name))));
      expect(outcomes).toMatchObject(names.map(() => putBack));
    });
  });

  it.each([
    ['it complains of it', inTurn(say('554 5.5.0 Synchronization error'), hangUp), 'putBack'],
    ['it throws away what came behind a command', 'throwAway' as const, 'deferred'],
  ])('is spoken to command by command when %s', async (_, behindACommand, kind) => {
    const open = await meet({ extensions: ['PIPELINING'], behindACommand });
    const first = await open();
    expect(await first.deliver(messageTo('a'))).toMatchObject({ kind });
    expect(first.isOpen).toBe(false);
    const second = await open();
    expect(second.room).toBe(1);
    expect(await second.deliver(messageTo('a'))).toMatchObject({ kind: 'accepted' });
  });
});

describe('a message that waits for the line', () => {
  it('is put back when nothing more is to be begun, and nothing of it was said', async () => {
    const server = await startScriptServer({ recipient: () => ({ rcpt: stall }) });
    const connected = await openServer({ name: 'test', url: server.url }).connect();
    if (!connected.ok) throw new Error(connected.fault.why);
    const { transport } = connected;
    const speaking = transport.deliver(messageTo('speaking'));
    const waiting = transport.deliver(messageTo('waiting'));
    transport.recall();
    expect(await waiting).toMatchObject({ kind: 'putBack', slow: { forAtLeast: 0 } });
    await expect.poll(() => server.heard.some((line) => line.startsWith('RCPT'))).toBe(true);
    expect(transport.isOpen).toBe(true);
    transport.close();
    expect(await speaking).toMatchObject({ kind: 'putBack' });
    expect(server.heard.filter((line) => line.includes('waiting'))).toEqual([]);
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
