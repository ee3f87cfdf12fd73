import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/address/email-address.ts';
import type { Message } from '../../src/message/message.ts';
import { patient, type Timeouts } from '../../src/smtp/timeouts.ts';
import { openServer, type Transport } from '../../src/smtp/transport.ts';
import {
  hangUp,
  type Script,
  type ScriptServer,
  say,
  sayHalf,
  stall,
  startScriptServer,
  takeAndHangUp,
} from './script-server.ts';

const running: { server: ScriptServer; transports: Transport[] }[] = [];

afterEach(async () => {
  for (const { server, transports } of running.splice(0)) {
    for (const transport of transports) transport.close();
    await server.close();
    expect(server.faults).toEqual([]);
  }
});

async function talk(script: Script = {}, timeouts: Partial<Timeouts> = {}) {
  const server = await startScriptServer(script);
  const transports: Transport[] = [];
  running.push({ server, transports });
  const { connect } = openServer({ name: 'test', url: server.url, timeouts: { ...patient, ...timeouts } });
  const open = async () => {
    const connected = await connect();
    if (!connected.ok) throw new Error(connected.fault.why);
    transports.push(connected.transport);
    return connected.transport;
  };
  return { server, transport: await open(), open };
}

let count = 0;

function message(
  to: string,
  { from = 'bounces@news.example.org', body = 'Hello\r\n' } = {},
): Message & { id: string } {
  count += 1;
  const id = `${count}@news.example.org`;
  return {
    id,
    envelope: { from: from as EmailAddress, to: to as EmailAddress },
    raw: Buffer.from(`Message-ID: <${id}>\r\nTo: ${to}\r\n\r\n${body}`),
  };
}

const plainExtensions = ['8BITMIME'];
const both = [
  { offer: 'with pipelining', extensions: ['PIPELINING', '8BITMIME'] },
  { offer: 'without pipelining', extensions: plainExtensions },
];

for (const { offer, extensions } of both) {
  describe(`a connection ${offer}`, () => {
    it('carries many messages over one session', async () => {
      const { server, transport } = await talk({ extensions });
      for (let i = 0; i < 20; i += 1) {
        const sent = message(`reader${i}@example.org`);
        expect(await transport.deliver(sent)).toEqual({ kind: 'accepted', reply: '250 2.0.0 Taken' });
        expect(server.timesTaken(sent.id)).toBe(1);
      }
      expect(server.connections).toBe(1);
      expect(server.taken[7]).toMatchObject({
        from: 'bounces@news.example.org',
        to: ['reader7@example.org'],
      });
    });

    it('goes on after a refused and a deferred reader, with RSET in between', async () => {
      const { server, transport } = await talk({
        extensions,
        recipient: (address) => {
          if (address.startsWith('gone')) return { rcpt: say('550 5.1.1 No such user') };
          if (address.startsWith('full')) return { rcpt: say('552 5.2.2 Mailbox full') };
          if (address.startsWith('grey')) return { rcpt: say('451 4.7.1 Greylisted') };
          return undefined;
        },
      });
      expect(await transport.deliver(message('gone@example.org'))).toEqual({
        kind: 'rejected',
        reply: '550 5.1.1 No such user',
        suppress: true,
      });
      expect(await transport.deliver(message('full@example.org'))).toMatchObject({
        kind: 'rejected',
        suppress: false,
      });
      expect(await transport.deliver(message('grey@example.org'))).toEqual({
        kind: 'deferred',
        reply: '451 4.7.1 Greylisted',
      });
      expect(await transport.deliver(message('ok@example.org'))).toMatchObject({ kind: 'accepted' });
      expect(server.heard.filter((line) => line === 'RSET')).toHaveLength(3);
      expect(server.taken.map(({ to }) => to)).toEqual([['ok@example.org']]);
    });

    it('pauses when the sender is refused and slows down when it is put off', async () => {
      const { transport } = await talk({
        extensions,
        connection: (_, transaction) => {
          if (transaction === 1) return { mail: say('550 5.7.1 Sender not allowed') };
          if (transaction === 2) return { mail: say('451 4.3.2 Busy') };
          return undefined;
        },
      });
      const refused = await transport.deliver(message('a@example.org'));
      expect(refused).toEqual({ kind: 'pause', cause: 'sender', reply: '550 5.7.1 Sender not allowed' });
      expect(await transport.deliver(message('b@example.org'))).toMatchObject({ kind: 'putBack' });
      expect(await transport.deliver(message('c@example.org'))).toMatchObject({ kind: 'accepted' });
    });

    it('judges refusals of DATA and of the final dot', async () => {
      const { transport } = await talk({
        extensions,
        recipient: (address) => {
          if (address.startsWith('d4')) return { data: say('451 4.3.0 Not now') };
          if (address.startsWith('d5')) return { data: say('554 5.3.0 No') };
          if (address.startsWith('f4')) return { final: say('450 4.7.0 Not now') };
          if (address.startsWith('f5')) return { final: say('550 5.7.1 Spam') };
          return undefined;
        },
      });
      const kinds = [];
      for (const local of ['d4', 'ok', 'd5', 'ok', 'f4', 'ok', 'f5', 'ok']) {
        kinds.push((await transport.deliver(message(`${local}@example.org`))).kind);
      }
      expect(kinds).toEqual([
        'deferred',
        'accepted',
        'rejected',
        'accepted',
        'deferred',
        'accepted',
        'rejected',
        'accepted',
      ]);
    });

    it('knows that a message was not taken when the line drops before the final dot', async () => {
      for (const step of ['rcpt', 'data'] as const) {
        const { transport, open } = await talk({ extensions, recipient: () => ({ [step]: hangUp }) });
        expect(await transport.deliver(message('a@example.org'))).toMatchObject({ kind: 'deferred' });
        expect(transport.isOpen).toBe(false);
        expect(await (await open()).deliver(message('b@example.org'))).toMatchObject({ kind: 'deferred' });
      }
    });

    it('puts the reader back when the line drops at MAIL', async () => {
      const { transport } = await talk({
        extensions,
        connection: (_, n) => (n === 1 ? { mail: hangUp } : undefined),
      });
      expect(await transport.deliver(message('a@example.org'))).toMatchObject({ kind: 'putBack' });
      expect(transport.isOpen).toBe(false);
    });

    it('does not know when the answer to the final dot is lost', async () => {
      const { server, transport, open } = await talk({
        extensions,
        recipient: (address) => ({ final: address.startsWith('taken') ? takeAndHangUp : hangUp }),
      });
      const taken = message('taken@example.org');
      expect(await transport.deliver(taken)).toMatchObject({ kind: 'unknown' });
      expect(transport.isOpen).toBe(false);
      expect(await (await open()).deliver(message('dropped@example.org'))).toMatchObject({ kind: 'unknown' });
      expect(server.taken.map(({ messageId }) => messageId)).toEqual([taken.id]);
    });

    it('does not know when half an answer to the final dot came', async () => {
      const { transport } = await talk({ extensions, recipient: () => ({ final: sayHalf('550 5.7.1 No') }) });
      expect(await transport.deliver(message('a@example.org'))).toMatchObject({ kind: 'unknown' });
    });

    it('does not know when the final answer never comes', async () => {
      const { transport } = await talk({ extensions, recipient: () => ({ final: stall }) }, { final: 50 });
      expect(await transport.deliver(message('a@example.org'))).toMatchObject({ kind: 'unknown' });
      expect(transport.isOpen).toBe(false);
    });

    it('defers a reader whose RCPT is never answered', async () => {
      const { transport } = await talk({ extensions, recipient: () => ({ rcpt: stall }) }, { envelope: 50 });
      expect(await transport.deliver(message('a@example.org'))).toMatchObject({ kind: 'deferred' });
      expect(transport.isOpen).toBe(false);
    });

    it('closes after 421 at any step and slows the server', async () => {
      for (const step of ['rcpt', 'data', 'final'] as const) {
        const { transport } = await talk({
          extensions,
          recipient: () => ({ [step]: say('421 4.7.0 Too much') }),
        });
        const outcome = await transport.deliver(message('a@example.org'));
        expect(outcome).toMatchObject({ kind: 'putBack', slow: { why: '421 4.7.0 Too much' } });
        expect(transport.isOpen).toBe(false);
      }
    });

    it('takes a message to nobody back when DATA is agreed to all the same', async () => {
      const { server, transport } = await talk({
        extensions,
        recipient: (address) =>
          address.startsWith('odd') ? { rcpt: say('550 5.1.1 No'), data: say('354 Go') } : undefined,
      });
      expect(await transport.deliver(message('odd@example.org'))).toMatchObject({
        kind: 'rejected',
        suppress: true,
      });
      expect(await transport.deliver(message('ok@example.org'))).toMatchObject({ kind: 'accepted' });
      expect(server.taken.filter(({ raw }) => raw !== '').map(({ to }) => to)).toEqual([['ok@example.org']]);
    });
  });
}

describe('a connection', () => {
  it('sends the very bytes, leading dots and all', async () => {
    const { server, transport } = await talk();
    const body = '.\r\n..\r\n.hidden\r\nend.\r\n';
    const sent = message('a@example.org', { body });
    await transport.deliver(sent);
    expect(server.taken[0]?.raw).toBe(sent.raw.toString());
  });

  it('breaks off a large message when the server answers before the final dot', async () => {
    const { server, transport } = await talk({
      recipient: () => ({ message: say('552 5.3.4 Too large after all') }),
    });
    const sent = message('a@example.org', { body: 'x'.repeat(76).concat('\r\n').repeat(100_000) });
    expect(await transport.deliver(sent)).toEqual({
      kind: 'rejected',
      reply: '552 5.3.4 Too large after all',
      suppress: false,
    });
    expect(transport.isOpen).toBe(false);
    expect(server.taken).toEqual([]);
  });

  it('defers when the line drops in the middle of a large message', async () => {
    const { transport } = await talk({ recipient: () => ({ message: hangUp }) });
    const sent = message('a@example.org', { body: 'x'.repeat(76).concat('\r\n').repeat(100_000) });
    expect(await transport.deliver(sent)).toMatchObject({ kind: 'deferred' });
  });

  it('sends a reader whose address needs SMTPUTF8 elsewhere, before MAIL, when the server does not offer it', async () => {
    const { server, transport } = await talk({ extensions: plainExtensions });
    expect(await transport.deliver(message('jörg@example.org'))).toMatchObject({ kind: 'elsewhere' });
    expect(server.heard.some((line) => line.startsWith('MAIL'))).toBe(false);
    expect(await transport.deliver(message('ok@example.org'))).toMatchObject({ kind: 'accepted' });
  });

  it('asks for SMTPUTF8 where it is offered', async () => {
    const { server, transport } = await talk();
    expect(await transport.deliver(message('jörg@example.org'))).toMatchObject({ kind: 'accepted' });
    expect(server.heard).toContainEqual(
      expect.stringMatching(/^MAIL FROM:<bounces@news\.example\.org> SIZE=\d+ BODY=8BITMIME SMTPUTF8$/),
    );
    expect(server.heard).toContain('RCPT TO:<jörg@example.org>');
  });

  it('pauses for a message above the announced size before MAIL, in clear words', async () => {
    const { server, transport } = await talk({ extensions: ['PIPELINING', 'SIZE 1000'] });
    const outcome = await transport.deliver(message('a@example.org', { body: 'x'.repeat(2000) }));
    expect(outcome).toMatchObject({
      kind: 'pause',
      cause: 'size',
      reply: expect.stringContaining('1000 at most'),
    });
    expect(server.heard.some((line) => line.startsWith('MAIL'))).toBe(false);
  });

  it('writes no command that an address made of two lines would start', async () => {
    const { server, transport } = await talk();
    const outcome = await transport.deliver(message('a@example.org>\r\nRCPT TO:<b@example.org'));
    expect(outcome).toMatchObject({ kind: 'rejected', suppress: false });
    expect(server.heard).toEqual([expect.stringMatching(/^EHLO /)]);
  });

  it('is not open any more when the server ends an idle session, and puts the reader back', async () => {
    const { server, transport } = await talk();
    await transport.deliver(message('a@example.org'));
    server.dropAll();
    expect(await transport.deliver(message('b@example.org'))).toMatchObject({
      kind: 'putBack',
      slow: { forAtLeast: 0 },
    });
    expect(transport.isOpen).toBe(false);
  });

  it('puts the reader back when RSET is refused', async () => {
    const { transport } = await talk({
      connection: () => ({ reset: say('500 What?') }),
      recipient: (address) => (address.startsWith('gone') ? { rcpt: say('550 5.1.1 No') } : undefined),
    });
    await transport.deliver(message('gone@example.org'));
    expect(await transport.deliver(message('ok@example.org'))).toMatchObject({ kind: 'putBack' });
    expect(transport.isOpen).toBe(false);
  });

  it('puts the reader back when it is stopped before the dot, and does not know after it', async () => {
    for (const [step, kind] of [
      ['rcpt', 'putBack'],
      ['data', 'putBack'],
      ['final', 'unknown'],
    ] as const) {
      const { server, transport } = await talk({ recipient: () => ({ [step]: stall }) });
      const outcome = transport.deliver(message('a@example.org'));
      const word = { rcpt: 'RCPT', data: 'DATA', final: '.' }[step];
      await expect.poll(() => server.heard.some((line) => line.startsWith(word))).toBe(true);
      transport.close();
      expect(await outcome).toMatchObject({ kind });
      expect(transport.isOpen).toBe(false);
    }
  });

  it('never leaves a message half sent as a whole one when it is stopped in its middle', async () => {
    const { server, transport } = await talk({ recipient: () => ({ message: stall }) });
    const body = 'x'.repeat(76).concat('\r\n').repeat(100_000);
    const outcome = transport.deliver(message('a@example.org', { body }));
    await expect.poll(() => server.heard.includes('DATA')).toBe(true);
    transport.close();
    expect((await outcome).kind).not.toBe('accepted');
    expect(server.taken).toEqual([]);
  });

  it('carries no more messages at a time than it has room for', async () => {
    for (const [extensions, room] of [
      [plainExtensions, 1],
      [['PIPELINING'], 2],
      [['PIPELINING', 'CHUNKING'], 8],
    ] as const) {
      const { transport } = await talk({ extensions });
      expect(transport.room).toBe(room);
      const under = Array.from({ length: room }, (_, i) => transport.deliver(message(`${i}@example.org`)));
      expect(transport.room).toBe(0);
      expect(() => transport.deliver(message('b@example.org'))).toThrow('no more messages');
      for (const outcome of await Promise.all(under)) expect(outcome.kind).toBe('accepted');
      expect(transport.room).toBe(room);
    }
  });

  it('takes leave with QUIT', async () => {
    const { server, transport } = await talk();
    await transport.quit();
    expect(server.heard).toContain('QUIT');
    expect(transport.isOpen).toBe(false);
    await expect.poll(() => server.open).toBe(0);
  });

  it('does not believe an answer that is not SMTP', async () => {
    const { transport } = await talk({ recipient: () => ({ final: say('hello there') }) });
    expect(await transport.deliver(message('a@example.org'))).toMatchObject({ kind: 'unknown' });
    expect(transport.isOpen).toBe(false);
  });

  it('gives no message, not even an empty one, to a server that refused the sender and wants it all the same', async () => {
    const replies = ['250-odd.example\r\n250 PIPELINING', '451 4.3.0 Not now', '250 OK', '354 Go on'];
    const heard: string[] = [];
    const odd = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 odd.example\r\n');
      socket.on('data', (chunk) => {
        for (const line of String(chunk).trimEnd().split('\r\n')) {
          heard.push(line);
          socket.write(`${replies.shift() ?? '250 OK'}\r\n`);
        }
      });
    });
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const { port } = odd.address() as AddressInfo;
    const connected = await openServer({ name: 'odd', url: `smtp://127.0.0.1:${port}` }).connect();
    if (!connected.ok) throw new Error(connected.fault.why);
    expect(await connected.transport.deliver(message('a@example.org'))).toMatchObject({ kind: 'putBack' });
    expect(connected.transport.isOpen).toBe(false);
    await new Promise((resolve) => odd.close(resolve));
    expect(heard.map((line) => line.slice(0, 4))).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA']);
  });
});
