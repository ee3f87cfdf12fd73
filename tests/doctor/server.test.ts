import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/doctor/dns/zone.ts';
import { judgeServer } from '../../src/doctor/server.ts';
import { probe } from '../../src/smtp/probe.ts';
import { parseServerUrl } from '../../src/smtp/server-url.ts';
import { patient } from '../../src/smtp/timeouts.ts';
import { selfSigned } from '../smtp/certificate.ts';

const own = selfSigned(30);
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A real server; what it was told is kept, and whether a message was begun. */
async function smtpServer(options: SMTPServerOptions = {}) {
  const seen = { begun: 0, left: 0, logins: [] as string[] };
  const server = new SMTPServer({
    ...own,
    closeTimeout: 100,
    disableReverseLookup: true,
    onAuth: ({ password: given }, _, done) => {
      const password = given ?? '';
      seen.logins.push(password);
      if (password === 'right') done(null, { user: 'ok' });
      else done(Object.assign(new Error(`5.7.8 Not ${password}`), { responseCode: 535 }));
    },
    onMailFrom: (_, __, done) => {
      seen.begun += 1;
      done();
    },
    onClose: () => {
      seen.left += 1;
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  cleanups.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, seen };
}

/** Something that listens and is no mail server. */
async function listener(talk: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  cleanups.push(() => {
    for (const socket of open) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

const known: Answer<string> = { kind: 'found', values: ['192.0.2.1'] };

async function judged(
  url: string,
  { ca, now = Date.now(), addresses = known }: { ca?: Buffer; now?: number; addresses?: Answer<string> } = {},
) {
  const address = parseServerUrl(url);
  const timeouts = { ...patient, connect: 2000, greeting: 300, session: 2000 };
  const seen = await probe({ address, ca: ca?.toString(), timeouts });
  return judgeServer({ name: 'own', variable: 'SMTP_URL', address, addresses, probe: seen, now });
}

const summary = (observations: Awaited<ReturnType<typeof judged>>) =>
  observations.map(({ what, verdict }) => `${what} ${verdict}`);

describe('a server', () => {
  it('with TLS and a login that works is right in every step; no message is begun, and leave is taken', async () => {
    const { port, seen } = await smtpServer();
    const found = await judged(`smtp://ann:right@localhost:${port}`, { ca: own.cert });
    expect(summary(found)).toEqual([
      'own: name ok',
      'own: connection ok',
      'own: TLS ok',
      'own: offers ok',
      'own: login ok',
    ]);
    expect(found[2]?.detail).toMatch(/^TLSv1\.[23], certificate for localhost, (29|30) days left$/);
    expect(found[3]?.detail).toContain('PIPELINING');
    expect(found[4]?.detail).toBe('accepted');
    expect(seen).toMatchObject({ begun: 0, logins: ['right'] });
  });

  it('speaks TLS from the first byte just as well', async () => {
    const { port } = await smtpServer({ secure: true });
    const found = await judged(`smtps://ann:right@localhost:${port}`, { ca: own.cert });
    expect(summary(found)).toContain('own: TLS ok');
  });

  it('whose certificate soon ends is worth a word', async () => {
    const { port } = await smtpServer();
    const now = Date.now() + 20 * 86_400_000;
    const found = await judged(`smtp://ann:right@localhost:${port}`, { ca: own.cert, now });
    expect(found[2]).toMatchObject({ verdict: 'warning', advice: expect.stringContaining('renewed') });
  });

  it('that refuses the login is wrong there, and only there', async () => {
    const { port } = await smtpServer();
    const found = await judged(`smtp://ann:other@localhost:${port}`, { ca: own.cert });
    expect(summary(found).at(-1)).toBe('own: login wrong');
    expect(found.at(-1)?.detail).toBe('535 5.7.8 Not ***');
  });

  it('with a certificate that nobody vouches for is wrong, and is shown no password', async () => {
    const { port, seen } = await smtpServer();
    const found = await judged(`smtp://ann:right@localhost:${port}`);
    expect(summary(found)).toEqual(['own: name ok', 'own: connection ok', 'own: TLS wrong']);
    expect(found[2]?.detail).toBe('its certificate is self-signed');
    expect(seen.logins).toEqual([]);
  });

  it('without TLS is shown no password', async () => {
    const { port, seen } = await smtpServer({
      hideSTARTTLS: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
    });
    const found = await judged(`smtp://ann:right@localhost:${port}`, { ca: own.cert });
    expect(summary(found).at(-1)).toBe('own: TLS wrong');
    expect(seen.logins).toEqual([]);
  });

  it('that is no mail server is named by what it says', async () => {
    const port = await listener((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const found = await judged(`smtp://127.0.0.1:${port}`);
    expect(summary(found)).toEqual(['own: name ok', 'own: greeting wrong']);
  });

  it('that says nothing is not waited for long', async () => {
    const port = await listener(() => undefined);
    expect(summary(await judged(`smtp://127.0.0.1:${port}`)).at(-1)).toMatch(/^own: \w+ wrong$/);
  });

  it('that is busy is no fault of the settings', async () => {
    const port = await listener((socket) => socket.end('421 4.3.2 Come back later\r\n'));
    const found = await judged(`smtp://127.0.0.1:${port}`);
    expect(found.at(-1)).toMatchObject({ verdict: 'warning', detail: '421 4.3.2 Come back later' });
  });

  it('on a port where nothing listens is not there', async () => {
    const port = await listener(() => undefined);
    for (const cleanup of cleanups.splice(0)) await cleanup();
    const found = await judged(`smtp://127.0.0.1:${port}`);
    expect(found.at(-1)).toMatchObject({
      what: 'own: connection',
      verdict: 'wrong',
      detail: 'nothing listens on that port',
    });
  });

  it('whose name there is not is wrong already there', async () => {
    const found = await judged('smtp://nowhere.invalid:2525', { addresses: { kind: 'absent' } });
    expect(summary(found)).toEqual(['own: name wrong', 'own: connection wrong']);
  });

  it('never gets a password into what is said, whatever the password is and the server repeats', async () => {
    const { port } = await smtpServer({ hideSTARTTLS: false });
    const password = fc
      .string({ minLength: 6, maxLength: 20, unit: 'grapheme-ascii' })
      .filter((text) => text.trim() === text && text !== 'right');
    await fc.assert(
      fc.asyncProperty(password, async (secret) => {
        const found = await judged(`smtp://ann:${encodeURIComponent(secret)}@localhost:${port}`, {
          ca: own.cert,
        });
        expect(found.at(-1)?.verdict).toBe('wrong');
        expect(
          JSON.stringify(found.map(({ detail, advice }) => [detail, advice])).includes(
            JSON.stringify(secret).slice(1, -1),
          ),
        ).toBe(false);
      }),
      { numRuns: 25 },
    );
  });
});
