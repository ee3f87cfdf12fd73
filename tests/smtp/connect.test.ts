import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/address/email-address.ts';
import { connectFailure } from '../../src/smtp/connect-fault.ts';
import { patient, type Timeouts } from '../../src/smtp/timeouts.ts';
import { openServer } from '../../src/smtp/transport.ts';
import { selfSigned } from './certificate.ts';
import { hangUp, type Script, say, stall, startScriptServer } from './script-server.ts';

const password = 'pass:wörd/1@';
const encoded = encodeURIComponent(password);

const { key, cert } = selfSigned(2);
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A real server with TLS and login; says what it saw. */
async function secureServer(options: SMTPServerOptions = {}) {
  const logins: { user: string; password: string; secure: boolean }[] = [];
  const messages: string[] = [];
  const server = new SMTPServer({
    key,
    cert,
    closeTimeout: 100,
    disableReverseLookup: true,
    onAuth: (auth, session, done) => {
      logins.push({ user: auth.username ?? '', password: auth.password ?? '', secure: session.secure });
      if (auth.password === password) done(null, { user: 'ok' });
      else done(Object.assign(new Error(`5.7.8 Wrong password ${auth.password}`), { responseCode: 535 }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        messages.push(`${session.transmissionType} ${Buffer.concat(chunks)}`);
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  cleanups.push(() => new Promise<void>((resolve) => server.close(resolve)));
  return { port: (server.server.address() as AddressInfo).port, logins, messages };
}

async function connectTo(url: string, { ca, timeouts }: { ca?: Buffer; timeouts?: Partial<Timeouts> } = {}) {
  const server = openServer({
    name: 'test',
    url,
    timeouts: { ...patient, ...timeouts },
    ...(ca ? { ca: ca.toString() } : {}),
  });
  const connected = await server.connect();
  if (connected.ok) cleanups.push(async () => connected.transport.close());
  return connected;
}

async function faultFrom(url: string, more: { ca?: Buffer; timeouts?: Partial<Timeouts> } = {}) {
  const connected = await connectTo(url, more);
  if (connected.ok) throw new Error('connected');
  return connected.fault;
}

async function faultOfScript(script: Script, login = '', timeouts: Partial<Timeouts> = {}) {
  const server = await startScriptServer(script);
  cleanups.push(() => server.close());
  return { server, fault: await faultFrom(`smtp://${login}127.0.0.1:${server.port}`, { timeouts }) };
}

const message = {
  envelope: { from: 'bounces@news.example.org' as EmailAddress, to: 'a@example.org' as EmailAddress },
  raw: Buffer.from('Subject: hello\r\n\r\nHello\r\n'),
};

describe('connecting with a login', () => {
  for (const method of ['PLAIN', 'LOGIN']) {
    it(`upgrades by STARTTLS, logs in by ${method} and delivers`, async () => {
      const server = await secureServer({ authMethods: [method] });
      const connected = await connectTo(`smtp://user%40example.org:${encoded}@localhost:${server.port}`, {
        ca: cert,
      });
      if (!connected.ok) throw new Error(connected.fault.why);
      expect(await connected.transport.deliver(message)).toMatchObject({ kind: 'accepted' });
      expect(server.logins).toEqual([{ user: 'user@example.org', password, secure: true }]);
      expect(server.messages).toEqual(['ESMTPSA Subject: hello\r\n\r\nHello\r\n']);
    });
  }

  it('speaks TLS from the first byte with smtps', async () => {
    const server = await secureServer({ secure: true });
    const connected = await connectTo(`smtps://user:${encoded}@localhost:${server.port}`, { ca: cert });
    if (!connected.ok) throw new Error(connected.fault.why);
    expect(await connected.transport.deliver(message)).toMatchObject({ kind: 'accepted' });
    expect(await connected.transport.deliver(message)).toMatchObject({ kind: 'accepted' });
    await connected.transport.quit();
    expect(connected.transport.isOpen).toBe(false);
  });

  it('trusts no certificate it cannot verify, and keeps the password to itself', async () => {
    for (const secure of [true, false]) {
      const server = await secureServer({ secure });
      const scheme = secure ? 'smtps' : 'smtp';
      const fault = await faultFrom(`${scheme}://user:${encoded}@localhost:${server.port}`);
      expect(fault).toMatchObject({ stage: 'tls', permanent: true, why: 'its certificate is self-signed' });
      expect(server.logins).toEqual([]);
    }
  });

  it('trusts no certificate for another name', async () => {
    const server = await secureServer();
    const fault = await faultFrom(`smtp://user:${encoded}@127.0.0.1:${server.port}`, { ca: cert });
    expect(fault).toMatchObject({
      stage: 'tls',
      permanent: true,
      why: 'its certificate is for another name',
    });
    expect(server.logins).toEqual([]);
  });

  it('says AUTH to no server without TLS, whatever it announces', async () => {
    for (const extensions of [['AUTH PLAIN LOGIN'], [], ['AUTH PLAIN', 'STARTTLS']]) {
      const { server, fault } = await faultOfScript({ extensions }, `user:${encoded}@`);
      expect(fault).toMatchObject({ stage: 'tls', permanent: true });
      expect(server.heard).toContain('STARTTLS');
      const secrets = [
        password,
        Buffer.from(password).toString('base64'),
        Buffer.from(`\0user\0${password}`).toString('base64'),
      ];
      for (const secret of secrets) expect(server.heard.join('\n')).not.toContain(secret);
      expect(server.heard.some((line) => line.startsWith('AUTH'))).toBe(false);
    }
  });

  it('tells the server’s words without the password it repeated', async () => {
    const server = await secureServer();
    const fault = await faultFrom(
      `smtp://user:${encodeURIComponent('hunter2&co')}@localhost:${server.port}`,
      { ca: cert },
    );
    expect(fault).toMatchObject({ stage: 'login', permanent: true, why: '535 5.7.8 Wrong password ***' });
    const failure = connectFailure('localhost:587', fault, 'SES_URL');
    expect(failure).toMatchObject({ kind: 'setup', code: 'smtp/login', undone: 'Nothing was sent.' });
    expect(JSON.stringify(failure) + failure.message + failure.stack).not.toContain('hunter2');
  });

  it('waits when the login is only put off', async () => {
    const server = await secureServer({
      onAuth: (_auth, _session, done) =>
        done(Object.assign(new Error('4.7.0 Temporary failure'), { responseCode: 454 })),
    });
    const fault = await faultFrom(`smtp://user:${encoded}@localhost:${server.port}`, { ca: cert });
    expect(fault).toMatchObject({ stage: 'login', permanent: false });
  });

  it('says so when the server offers no login', async () => {
    const server = await secureServer({ disabledCommands: ['AUTH'], authOptional: true });
    const fault = await faultFrom(`smtp://user:${encoded}@localhost:${server.port}`, { ca: cert });
    expect(fault).toMatchObject({ stage: 'login', permanent: true });
  });
});

describe('connecting without a login', () => {
  it('stays plain on this machine', async () => {
    const server = await secureServer({ authOptional: true });
    const connected = await connectTo(`smtp://127.0.0.1:${server.port}`);
    if (!connected.ok) throw new Error(connected.fault.why);
    expect(await connected.transport.deliver(message)).toMatchObject({ kind: 'accepted' });
    expect(server.messages[0]).toMatch(/^ESMTP /);
  });

  it('insists on TLS where the address asks for it', async () => {
    const server = await secureServer({ authOptional: true });
    const connected = await connectTo(`smtp://localhost:${server.port}?tls=required`, { ca: cert });
    if (!connected.ok) throw new Error(connected.fault.why);
    expect(await connected.transport.deliver(message)).toMatchObject({ kind: 'accepted' });
    expect(server.messages[0]).toMatch(/^ESMTPS /);
  });

  it('greets with the name the address gives', async () => {
    const server = await startScriptServer();
    cleanups.push(() => server.close());
    await connectTo(`${server.url}?name=mail.example.org`);
    expect(server.heard).toEqual(['EHLO mail.example.org']);
  });
});

describe('a connection that does not come about', () => {
  it('says at which step, and whether waiting helps', async () => {
    const cases: [Script, object][] = [
      [
        { connection: () => ({ greeting: say('554 5.7.1 Not you') }) },
        { stage: 'greeting', permanent: true, why: '554 5.7.1 Not you' },
      ],
      [
        { connection: () => ({ greeting: say('421 4.7.0 Too many sessions') }) },
        { stage: 'greeting', permanent: false, forAtLeast: 60_000 },
      ],
      [{ connection: () => ({ greeting: hangUp }) }, { stage: 'greeting', permanent: false }],
      [{ connection: () => ({ ehlo: hangUp }) }, { stage: 'ehlo', permanent: false }],
      [{ connection: () => ({ ehlo: say('421 4.3.2 Closing') }) }, { stage: 'ehlo', permanent: false }],
    ];
    for (const [script, expected] of cases)
      expect((await faultOfScript(script)).fault).toMatchObject(expected);
  });

  it('gives up on a server that never greets', async () => {
    const { fault } = await faultOfScript({ connection: () => ({ greeting: stall }) }, '', { greeting: 50 });
    expect(fault).toMatchObject({ stage: 'greeting', permanent: false, why: 'there was no answer in time' });
  });

  it('tells that nothing listens there', async () => {
    const server = await startScriptServer();
    await server.close();
    const fault = await faultFrom(server.url);
    expect(fault).toMatchObject({ stage: 'connect', permanent: false, why: 'nothing listens on that port' });
  });

  it('is dropped at once when it is stopped', async () => {
    const server = await startScriptServer({ connection: () => ({ greeting: stall }) });
    cleanups.push(() => server.close());
    const stop = new AbortController();
    const connecting = openServer({ name: 'test', url: server.url }).connect(stop.signal);
    await expect.poll(() => server.open).toBe(1);
    stop.abort();
    expect(await connecting).toMatchObject({ ok: false });
    await expect.poll(() => server.open).toBe(0);
  });
});

it('a plain server on a TLS port is a TLS fault, not a riddle', async () => {
  const server = await startScriptServer();
  cleanups.push(() => server.close());
  const fault = await faultFrom(`smtps://localhost:${server.port}`, {
    timeouts: { connect: 2000, greeting: 2000 },
  });
  expect(fault.stage).toBe('tls');
});
