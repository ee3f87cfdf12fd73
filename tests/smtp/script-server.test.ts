import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import {
  close,
  hangUp,
  inTurn,
  misdelivered,
  type Script,
  type ScriptServer,
  say,
  sayForEver,
  sayRaw,
  startScriptServer,
  takeAndHangUp,
  usualExtensions,
  wait,
} from './script-server.ts';

const servers: ScriptServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(script: Script = {}): Promise<ScriptServer> {
  const server = await startScriptServer(script);
  servers.push(server);
  return server;
}

/** A client that only writes and reads. */
class Line {
  readonly packets: string[] = [];
  readonly #socket: Socket;
  #ended = false;

  constructor({ port }: ScriptServer) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (bytes) => this.packets.push(String(bytes)));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.#ended = true;
    });
  }

  get text(): string {
    return this.packets.join('');
  }

  /** The codes of all whole replies so far. */
  get codes(): string {
    return [...this.text.matchAll(/^(\d{3})(?: .*)?\r\n/gm)].map(([, code]) => code).join(' ');
  }

  /** One packet: commands and messages, each with its CRLF. */
  write(...lines: readonly string[]): void {
    this.#socket.write(lines.join(''), 'latin1');
  }

  /** Waits until the replies so far are these. */
  async hears(codes: string): Promise<void> {
    await expect.poll(() => this.codes, { interval: 2 }).toBe(codes);
  }

  async ended(): Promise<void> {
    await expect.poll(() => this.#ended, { interval: 2 }).toBe(true);
  }

  leave(): void {
    this.#socket.destroy();
  }
}

/** A line past greeting and EHLO. */
async function greeted(server: ScriptServer): Promise<Line> {
  const line = new Line(server);
  await line.hears('220');
  line.write('EHLO client.example\r\n');
  await line.hears('220 250');
  line.packets.length = 0;
  return line;
}

const chunking: Script = { extensions: [...usualExtensions, 'CHUNKING'] };
const from = 'MAIL FROM:<bounces@news.example.org>\r\n';
const to = (name: string) => `RCPT TO:<${name}@example.org>\r\n`;
const data = 'DATA\r\n';
const reset = 'RSET\r\n';

function letter(name: string, body = 'Hello\r\n'): string {
  return `Message-ID: <${name}@news.example.org>\r\nTo: ${name}@example.org\r\n\r\n${body}`;
}

function bdat(bytes: string, ending = ' LAST'): string {
  return `BDAT ${bytes.length}${ending}\r\n${bytes}`;
}

const faultsOf = (server: ScriptServer) => server.faults.map(({ fault }) => fault);
const takenBy = (server: ScriptServer) => server.taken.map(({ to: readers }) => readers.join());
const gone = (address: string) =>
  address.startsWith('gone') ? { rcpt: say('550 5.1.1 No such user') } : undefined;

describe('chunks (RFC 3030)', () => {
  it('are counted to the byte, several messages in flight', async () => {
    const server = await start(chunking);
    const line = await greeted(server);
    const [a, b] = [letter('a', '.\r\n..\r\n.x\r\n'), letter('b', 'RSETTING\r\n')];
    line.write(from, to('a'), bdat(a), reset, from, to('b'), bdat(b.slice(0, 30), ''), bdat(b.slice(30)));
    await line.hears('250 250 250 250 250 250 250 250');
    expect(server.taken.map(({ raw, by }) => [raw, by])).toEqual([
      [a, 'BDAT'],
      [b, 'BDAT'],
    ]);
    expect(server.heard.slice(1, 4)).toEqual([from.trim(), to('a').trim(), `BDAT ${a.length} LAST`]);
    expect(server.faults).toEqual([]);
  });

  it('and dotted messages are read alike when they come byte by byte', async () => {
    const server = await start(chunking);
    const line = await greeted(server);
    const [a, b] = [letter('a', '\r\n.\r\r\n..\r\n'), letter('b', '..\r\n')];
    for (const byte of from + to('a') + bdat(a) + from + to('b') + data + b) {
      line.write(byte);
      await new Promise(setImmediate);
    }
    for (const byte of '.\r\n') {
      expect(server.taken).toHaveLength(1);
      line.write(byte);
      await new Promise((turn) => setTimeout(turn, 5));
    }
    await expect.poll(() => server.taken.map(({ raw }) => raw)).toEqual([a, b.replace('..', '.')]);
    expect(line.codes).toBe('250 250 250 250 250 354 250');
  });

  it('of a message to nobody are read and refused, and RSET sets things right', async () => {
    const server = await start({ ...chunking, recipient: gone });
    const line = await greeted(server);
    line.write(from, to('gone'), bdat(letter('gone')), reset, from, to('b'), bdat(letter('b')));
    await line.hears('250 550 554 250 250 250 250');
    expect(takenBy(server)).toEqual(['b@example.org']);
    expect(server.faults).toEqual([]);
  });

  it('without RSET go by the transaction that is still open, and show as misdelivered when they are wrong', async () => {
    const server = await start({ ...chunking, recipient: gone });
    const line = await greeted(server);
    line.write(from, to('gone'), bdat(letter('gone')), from, to('b'), bdat(letter('b')));
    await line.hears('250 550 554 503 250 503');
    line.write(reset, from, to('c'), bdat(letter('d')));
    await line.hears('250 550 554 503 250 503 250 250 250 250');
    expect(faultsOf(server)).toEqual(['MAIL inside a transaction']);
    line.write(from, to('e'), bdat('Message-ID: <nameless@news.example.org>\r\n\r\nHello\r\n'));
    await expect.poll(() => server.taken.length).toBe(2);
    expect(misdelivered(server.taken).map(({ messageId }) => messageId)).toEqual([
      'd@news.example.org',
      'nameless@news.example.org',
    ]);
  });

  it('without a transaction are read and refused', async () => {
    const server = await start({
      ...chunking,
      connection: (_, n) => (n === 1 ? { mail: say('451 4.3.0 Later') } : undefined),
    });
    const line = await greeted(server);
    line.write(from, to('a'), bdat(letter('a')), reset, from, to('b'), bdat(letter('b')));
    await line.hears('451 503 503 250 250 250 250');
    expect(takenBy(server)).toEqual(['b@example.org']);
    expect(server.faults).toEqual([]);
    line.write(bdat('x'));
    await line.hears('451 503 503 250 250 250 250 503');
    expect(faultsOf(server)).toEqual(['BDAT to nobody']);
  });

  it('after a refused one are refused until RSET', async () => {
    const server = await start({
      ...chunking,
      recipient: () => ({ chunk: say('452 4.3.1 No room') }),
    });
    const line = await greeted(server);
    line.write(from, to('a'), bdat('half', ''), bdat('half'), reset, from, to('b'), bdat(letter('b')));
    await line.hears('250 250 452 503 250 250 250 250');
    expect(takenBy(server)).toEqual(['b@example.org']);
  });

  it('meet the fate their recipient’s script has for DATA and for the final dot', async () => {
    const fates: Readonly<Record<string, ReturnType<NonNullable<Script['recipient']>>>> = {
      d: { data: say('451 4.3.0 Not now') },
      f: { final: say('550 5.7.1 Spam') },
      lost: { final: takeAndHangUp },
    };
    const server = await start({ ...chunking, recipient: (address) => fates[address.split('@')[0] ?? ''] });
    const line = await greeted(server);
    for (const name of ['d', 'f', 'ok', 'lost', 'never']) {
      line.write(from, to(name), bdat(letter(name)), reset);
    }
    await line.ended();
    expect(line.codes).toBe('250 250 451 250 250 250 550 250 250 250 250 250 250 250');
    expect(takenBy(server)).toEqual(['ok@example.org', 'lost@example.org']);
  });

  it('can be answered in their middle', async () => {
    const server = await start({ ...chunking, recipient: () => ({ message: hangUp }) });
    const line = await greeted(server);
    line.write(from, to('a'), `BDAT 1000 LAST\r\n${letter('a')}`);
    await line.ended();
    expect(server.taken).toEqual([]);
  });

  it('with a wrong length show, whichever way it is wrong', async () => {
    const shorter = ['a message that ends in the middle of a line', 'not a command'];
    const longer = ['a command inside a message', 'a message that ends in the middle of a line'];
    for (const [by, faults] of [
      [-3, shorter],
      [+7, longer],
    ] as const) {
      const server = await start(chunking);
      const line = await greeted(server);
      const a = letter('a');
      line.write(from, to('a'), `BDAT ${a.length + by} LAST\r\n${a}`, reset, 'NOOP\r\nNOOP\r\n');
      await expect.poll(() => server.heard.at(-1)).toBe('NOOP');
      expect(faultsOf(server)).toEqual(expect.arrayContaining(faults));
    }
  });

  it('are not understood where they are not offered', async () => {
    const server = await start();
    const line = await greeted(server);
    line.write('BDAT 0 LAST\r\n');
    await line.hears('502');
    expect(faultsOf(server)).toEqual(['BDAT where CHUNKING is not offered']);
    line.write(from, to('a'));
    await line.hears('502 250 250');
  });

  it('do not mix with DATA, carry no BINARYMIME that is not offered, and need a length', async () => {
    const server = await start(chunking);
    const line = await greeted(server);
    line.write('MAIL FROM:<a@example.org> BODY=BINARYMIME\r\n');
    await line.hears('555');
    line.write(from, to('a'), bdat('x', ''), data);
    await line.hears('555 250 250 250 503');
    line.write('BDAT many\r\n');
    await line.ended();
    expect(faultsOf(server)).toEqual([
      'a parameter that is not offered',
      'DATA and BDAT in one transaction',
      'BDAT without a length',
    ]);
  });
});

describe('replies', () => {
  const whole = '250 2.1.0 Sender OK\r\n250 2.1.5 Recipient OK\r\n354 Go on\r\n';

  it('come whole, in bytes, cut in lines and line ends, or together', async () => {
    const packets: Record<string, readonly string[]> = {};
    for (const manner of ['whole', 'bytes', 'halfLines', 'halfLineEnds', 'together'] as const) {
      const line = await greeted(await start({ manner }));
      line.write(from, to('a'), data);
      await expect.poll(() => line.text, { interval: 2 }).toBe(whole);
      packets[manner] = line.packets;
    }
    expect(packets['bytes']?.length).toBeGreaterThan(whole.length / 2);
    expect(packets['halfLines']).toContain('250 2.1.0 ');
    expect(packets['halfLineEnds']?.some((packet) => packet.endsWith('\r'))).toBe(true);
    expect(packets['together']).toEqual([whole]);
  });

  it('come late, and in order', async () => {
    const server = await start({
      latency: 2,
      recipient: (address) => ({ rcpt: inTurn(wait(address.startsWith('slow') ? 20 : 0), say('250 OK')) }),
    });
    const line = await greeted(server);
    line.write(from, to('slow'), to('b'), 'NOOP\r\n');
    await line.hears('250 250 250 250');
    expect(line.text.split('\r\n').map((reply) => reply.slice(4))).toEqual([
      '2.1.0 Sender OK',
      'OK',
      'OK',
      '2.0.0 OK',
      '',
    ]);
  });

  it('may be no SMTP at all, more than were asked for, or without an end', async () => {
    const server = await start({
      recipient: (address) => ({
        rcpt: address.startsWith('odd')
          ? sayRaw('HTTP/1.1 400 Bad Request\r\n\r\n')
          : address.startsWith('two')
            ? inTurn(say('250 OK'), say('421 4.3.2 Bye'))
            : sayForEver,
      }),
    });
    const odd = await greeted(server);
    odd.write(from, to('odd'));
    await expect.poll(() => odd.text).toContain('HTTP/1.1 400 Bad Request\r\n\r\n');
    const two = await greeted(server);
    two.write(from, to('two'));
    await two.ended();
    expect(two.codes).toBe('250 250 421');
    const endless = await greeted(server);
    endless.write(from, to('x'));
    await expect.poll(() => endless.text.length).toBeGreaterThan(1_000_000);
    expect(endless.codes).toBe('250');
    endless.leave();
    await expect.poll(() => server.open).toBe(1);
  });

  it('may be a 421 that nobody asked for, at any moment', async () => {
    const server = await start();
    const line = await greeted(server);
    line.write(from, to('a'), data, 'half a mess');
    await line.hears('250 250 354');
    server.interrupt();
    await line.ended();
    expect(line.codes).toBe('250 250 354 421');
    expect(server.taken).toEqual([]);
    expect(server.open).toBe(0);
  });
});

describe('input that came behind a command', () => {
  it('is recorded as pipelined, and as a fault where PIPELINING is not offered', async () => {
    const server = await start({ extensions: ['8BITMIME'] });
    const line = await greeted(server);
    line.write(from);
    await line.hears('250');
    line.write(to('a'), data);
    await line.hears('250 250 354');
    line.write(letter('a'), '.\r\n', from);
    await line.hears('250 250 354 250 250');
    expect(server.commands.map(({ text, pipelined }) => [text.slice(0, 4), pipelined])).toEqual([
      ['EHLO', false],
      ['MAIL', false],
      ['RCPT', false],
      ['DATA', true],
      ['.', false],
      ['MAIL', true],
    ]);
    expect(server.faults.map(({ command, fault }) => [command, fault])).toEqual([
      [3, 'pipelined where PIPELINING is not offered'],
      [5, 'pipelined where PIPELINING is not offered'],
    ]);
  });

  it('shows what it was answered, once that has left', async () => {
    const server = await start({
      recipient: (address) =>
        address.startsWith('slow') ? { rcpt: inTurn(wait(60_000), say('250 OK')) } : undefined,
    });
    const line = await greeted(server);
    line.write(from, to('a'), to('slow'), data);
    await line.hears('250 250');
    expect(server.commands.slice(1).map(({ reply }) => reply)).toEqual([
      '250 2.1.0 Sender OK',
      '250 2.1.5 Recipient OK',
      undefined,
      undefined,
    ]);
  });

  it('is pipelined too when it came while the reply was still on its way', async () => {
    const server = await start({ latency: 40 });
    const line = await greeted(server);
    line.write(from);
    await expect.poll(() => server.heard.length, { interval: 1 }).toBe(2);
    line.write(to('a'));
    await line.hears('250 250');
    expect(server.commands.at(-1)).toMatchObject({ text: to('a').trim(), pipelined: true });
  });

  it('is thrown away by a server that offers PIPELINING and breaks it', async () => {
    const server = await start({ ...chunking, behindACommand: 'throwAway' });
    const line = await greeted(server);
    line.write(from, to('a'), data);
    await line.hears('250');
    line.write(to('a'));
    await line.hears('250 250');
    line.write(bdat(letter('a')), from, to('b'));
    await line.hears('250 250 250');
    line.write('NOOP\r\n');
    await line.hears('250 250 250 250');
    expect(server.heard.map((text) => text.slice(0, 4))).toEqual(['EHLO', 'MAIL', 'RCPT', 'BDAT', 'NOOP']);
    expect(takenBy(server)).toEqual(['a@example.org']);
  });

  it('is refused as out of step by another', async () => {
    const behindACommand = inTurn(say('554 5.5.0 Synchronization error'), close);
    const server = await start({ behindACommand });
    const line = await greeted(server);
    line.write(from, to('a'), data);
    await line.ended();
    expect(line.codes).toBe('554');
  });
});

describe('connections', () => {
  it('are closed after so many messages without a word', async () => {
    const server = await start({ closeAfter: 2 });
    const line = await greeted(server);
    for (const name of ['a', 'b', 'c']) line.write(from, to(name), data, letter(name), '.\r\n');
    await line.ended();
    expect(line.codes).toBe('250 250 354 250 250 250 354 250');
    expect(takenBy(server)).toEqual(['a@example.org', 'b@example.org']);
  });

  it('are refused when there are too many', async () => {
    const server = await start({ mostOpen: 2 });
    const first = await greeted(server);
    await greeted(server);
    const third = new Line(server);
    await third.ended();
    expect(third.codes).toBe('421');
    first.leave();
    await expect.poll(() => server.open).toBe(1);
    await greeted(server);
    expect(server.connections).toBe(4);
  });
});

describe('faults of a client', () => {
  async function faultsAfter(...packets: readonly (readonly string[])[]): Promise<readonly string[]> {
    const server = await start({ extensions: ['PIPELINING', 'SIZE 1000'], recipient: gone });
    const line = await greeted(server);
    let heard = 0;
    for (const packet of packets) {
      line.write(...packet);
      await expect.poll(() => line.codes.length, { interval: 2 }).toBeGreaterThan(heard);
      heard = line.codes.length;
    }
    line.write('NOOP\r\n');
    await expect.poll(() => server.heard.at(-1)).toBe('NOOP');
    return faultsOf(server);
  }

  it('show in the order of its commands', async () => {
    expect(await faultsAfter([from], [from])).toEqual(['MAIL inside a transaction']);
    expect(await faultsAfter([from], [to('gone')], [data])).toEqual(['DATA to nobody']);
    expect(await faultsAfter([from, to('gone'), data, reset])).toEqual([]);
    expect(await faultsAfter([to('a')])).toEqual(['RCPT without MAIL']);
    expect(await faultsAfter(['NOOP\r\n', reset])).toEqual(['something behind the last of a group']);
    expect(await faultsAfter(['Hello there\r\n'])).toEqual(['not a command']);
    expect(await faultsAfter([from, to('a'), data, letter('a'), '.\r\n'])).toEqual(['message before 354']);
    expect(await faultsAfter(['MAIL FROM:<a@example.org> SIZE=1000\r\n'])).toEqual([]);
    expect(await faultsAfter(['MAIL FROM:<a@example.org> SIZE=1001\r\n'])).toEqual(['larger than SIZE']);
    expect(await faultsAfter(['MAIL FROM:<a@example.org> SMTPUTF8\r\n'])).toEqual([
      'a parameter that is not offered',
    ]);
    expect(await faultsAfter([from], ['RCPT TO:<j\xc3\xb6rg@example.org>\r\n'])).toEqual([
      'an address that needs SMTPUTF8',
    ]);
  });

  it('show in the bytes of its messages', async () => {
    const faultsOfBody = (body: string) => faultsAfter([from, to('a'), data], [letter('a', body), '.\r\n']);
    expect(await faultsOfBody('..\r\n..stuffed\r\nend.\r\n')).toEqual([]);
    expect(await faultsOfBody('.bare\r\n')).toEqual(['a dot that is not stuffed']);
    expect(await faultsOfBody('a\nb\r\n')).toEqual(['bare CR or LF in a message']);
    expect(await faultsOfBody('a\rb\r\n')).toEqual(['bare CR or LF in a message']);
    expect(await faultsOfBody('a\0b\r\n')).toEqual(['NUL in a message']);
    expect(await faultsOfBody('Zo\xc3\xab\r\n')).toEqual(['eight bits without BODY=8BITMIME']);
    expect(await faultsOfBody(`${'x'.repeat(998)}\r\n`)).toEqual(['larger than SIZE']);
    expect(await faultsOfBody(`${'x'.repeat(999)}\r\n`)).toEqual([
      'a line of more than 998 bytes',
      'larger than SIZE',
    ]);
    expect(await faultsOfBody(from)).toEqual(['a command inside a message']);
  });

  it('show when a message goes to nobody: only a lone dot is right', async () => {
    const odd = { rcpt: say('550 5.1.1 No'), data: say('354 Go on') };
    for (const [message, final, faults] of [
      ['', {}, []],
      [letter('gone'), {}, ['message to nobody']],
      [letter('gone'), { final: say('250 2.0.0 Taken, they say') }, ['message to nobody']],
    ] as const) {
      const recipient = () => ({ ...odd, ...final });
      const server = await start({ recipient });
      const line = await greeted(server);
      line.write(from, to('gone'), data);
      await line.hears('250 550 354');
      line.write(message, '.\r\n');
      await line.hears(`250 550 354 ${'final' in final ? 250 : 554}`);
      expect(faultsOf(server)).toEqual(faults);
      expect(server.taken).toEqual([]);
    }
  });

  it('show before the greeting and after QUIT', async () => {
    const server = await start({ connection: () => ({ greeting: inTurn(wait(30), say('220 Hello')) }) });
    const line = new Line(server);
    line.write('EHLO client.example\r\n');
    await line.hears('220 250');
    line.write('QUIT\r\n', from);
    await line.ended();
    expect(line.codes).toBe('220 250 221');
    expect(faultsOf(server)).toContain('spoke before the greeting');
    expect(faultsOf(server)).toContain('spoke after QUIT');
  });
});

describe('Python’s smtplib', () => {
  const client = `
import smtplib, ssl, sys
port, count, ca, login = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
smtp = smtplib.SMTP('localhost', port, timeout=20)
if ca:
    smtp.starttls(context=ssl.create_default_context(cafile=ca))
if login:
    smtp.login(*login)
for n in range(count):
    to = f'reader{n}@example.org'
    text = f'Message-ID: <{n}@x.example>\\r\\nTo: Reader <{to}>\\r\\n\\r\\n.\\r\\n..dots\\r\\n'
    smtp.sendmail('a@example.org', [to], text)
try:
    smtp.sendmail('a@example.org', ['gone@example.org'], 'x')
except smtplib.SMTPRecipientsRefused as refused:
    print(refused.recipients)
smtp.quit()
`;

  async function run(server: ScriptServer, count: number, ...more: readonly string[]): Promise<string> {
    const args = ['-c', client, String(server.port), String(count), ...(more.length > 0 ? more : [''])];
    return (await promisify(execFile)('python3', args)).stdout;
  }

  it('gets on with it in whatever manner it replies, and shows no fault', async () => {
    for (const manner of ['whole', 'bytes', 'halfLines', 'halfLineEnds', 'together'] as const) {
      const server = await start({ manner, recipient: gone });
      expect(await run(server, 5)).toContain('550');
      expect(takenBy(server)).toEqual([0, 1, 2, 3, 4].map((n) => `reader${n}@example.org`));
      expect(server.taken[0]?.raw.split('\r\n\r\n')[1]).toBe('.\r\n..dots\r\n');
      expect(server.timesTaken('<3@x.example>')).toBe(1);
      expect(server.faults).toEqual([]);
      expect(misdelivered(server.taken)).toEqual([]);
    }
  });

  it('upgrades to TLS and logs in, or is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pennypost-script-'));
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', certFile];
    execFileSync('openssl', [...request, ...names], { stdio: 'ignore' });
    const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
    try {
      for (const method of ['PLAIN', 'LOGIN']) {
        const extensions = ['STARTTLS', `AUTH ${method}`];
        const server = await start({ extensions, tls, recipient: gone });
        await run(server, 2, certFile, 'me', 'secret');
        expect(takenBy(server)).toEqual(['reader0@example.org', 'reader1@example.org']);
        expect(server.faults).toEqual([]);
        const strict = await start({
          extensions,
          tls,
          connection: () => ({ login: say('535 5.7.8 Wrong') }),
        });
        await expect(run(strict, 1, certFile, 'me', 'secret')).rejects.toThrow('535');
        expect(strict.taken).toEqual([]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
