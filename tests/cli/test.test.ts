import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { environment, jsonLines, type Stage, setStage, settings } from '../mailing/stage.ts';
import { headerOf, readWithPython } from '../message/python-mail.ts';
import { type Script, type ScriptServer, say, startScriptServer } from '../smtp/script-server.ts';

describe('pennypost test', () => {
  let server: ScriptServer;
  let stage: Stage;
  afterEach(async () => {
    stage.strike();
    await server.close();
  });
  const begin = async (script: Script = {}): Promise<void> => {
    server = await startScriptServer(script);
    stage = setStage({ readers: ['a@example.org', 'b@example.org'], smtpUrl: server.url });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
  };
  const mails = () => readWithPython(server.taken.map(({ raw }) => Buffer.from(raw, 'latin1')));

  it('mails one marked copy to each address, over one connection, and says what the server said', async () => {
    await begin();
    const { code, err } = await stage.run('test', 'hello', 'me@example.org', 'you@example.org');
    expect(code, err).toBe(0);
    expect(err).toContain(`Mail goes to 127.0.0.1:${server.port}`);
    expect(err).toContain('me@example.org  accepted: 250 2.0.0 Taken');
    expect(server.connections).toBe(1);
    expect(mails().map((mail) => headerOf(mail, 'Subject'))).toEqual(
      Array(2).fill('[Test] News + Notes: Hello'),
    );
    expect(new Set(server.taken.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('gives a subscriber their own copy, and anybody else every block and fallback', async () => {
    await begin();
    await stage.run('test', 'hello', 'b@example.org', 'me@example.org');
    const [theirs, anybodys] = mails().map((mail) => mail.root.parts[0]?.content);
    expect(theirs).toContain('Dear Reader 1,');
    expect(theirs).not.toContain('For the press alone.');
    expect(anybodys).toContain('Dear reader,');
    expect(anybodys).toContain('For the press alone.');
  });

  it('names the variable to look at when a server of the settings does not answer', async () => {
    await begin();
    await server.close();
    const env = { ...environment(undefined), SES_URL: server.url };
    stage.write('newsletter.yaml', `${settings}sending: { servers: [{ name: ses, url: SES_URL }] }\n`);
    for (const more of [[], ['--dry-run']]) {
      const { code, err } = await stage.start(['test', 'hello', 'me@example.org', ...more], { env }).ended;
      expect(code).toBe(4);
      expect(err).toContain('Check the name and the port in SES_URL,');
    }
  });

  it.each([
    ['in a template', 'blocks/quote.mjml.hbs', '{{#if}}'],
    ['in the mail as a whole', 'partials/footer.mjml.hbs', '<mj-section></mj-section>'],
  ])('ends with the same code as check and render for a fault %s', async (_, file, text) => {
    await begin();
    mkdirSync(dirname(join(stage.folder, 'templates', file)), { recursive: true });
    stage.write(join('templates', file), text);
    for (const args of [
      ['check', 'hello'],
      ['render', 'hello'],
      ['test', 'hello', 'me@example.org'],
    ]) {
      const { code, err, out } = await stage.run(...args);
      expect([code, err + out], args[0]).toEqual([3, expect.stringContaining(`templates/${file}:`)]);
    }
    expect(server.taken).toEqual([]);
  });

  it('begins no mailing, and leaves who is tested free to get the issue', async () => {
    await begin();
    await stage.run('test', 'hello', 'a@example.org');
    expect((await stage.run('status')).err).toContain('Nothing was sent yet.');
    const sent = await stage.run('send', 'hello', '--expect', '2');
    expect(sent.code, sent.err).toBe(0);
  });

  it('ends with 5 when a copy was not taken, and goes on to the next over another connection', async () => {
    await begin({
      recipient: (address) => {
        if (address.startsWith('gone')) return { rcpt: say('550 5.1.1 Nobody here') };
        return address.startsWith('busy') ? { final: say('421 4.3.2 Not now') } : undefined;
      },
    });
    const { code, out } = await stage.run(
      'test',
      'hello',
      'gone@example.org',
      'busy@example.org',
      'me@example.org',
      '--json',
    );
    expect(code).toBe(5);
    expect(jsonLines(out)).toMatchObject([
      { event: 'test', email: 'gone@example.org', kind: 'rejected', reply: '550 5.1.1 Nobody here' },
      { event: 'test', email: 'busy@example.org', kind: 'putBack' },
      { event: 'test', email: 'me@example.org', kind: 'accepted' },
    ]);
    expect(server.connections).toBe(2);
  });

  it('does not count as tested what no server took', async () => {
    await begin({ recipient: () => ({ rcpt: say('550 5.7.1 No') }) });
    expect((await stage.run('test', 'hello', 'me@example.org')).err).toContain('refused: 550 5.7.1 No');
    expect((await stage.run('send', 'hello', '--dry-run')).err).toContain('never tested as it stands');
  });

  it('hands over nothing with --dry-run', async () => {
    await begin();
    const { code, err } = await stage.run('test', 'hello', 'me@example.org', '--dry-run');
    expect(code).toBe(0);
    expect(err).toMatch(/me@example\.org {2}a copy of \d+ KB was made/);
    expect(server.taken).toEqual([]);
    expect((await stage.run('send', 'hello', '--dry-run')).err).toContain('never tested as it stands');
  });

  it.each([
    ['an address that is none', ['me at example.org'], 2, '“me at example.org” is not an address'],
    ['no address', [], 2, 'missing required argument'],
  ])('refuses %s', async (_, addresses, expected, words) => {
    await begin();
    const { code, err } = await stage.run('test', 'hello', ...addresses);
    expect(code).toBe(expected);
    expect(err).toContain(words);
    expect(server.connections).toBe(0);
  });

  it('ends with 4 when there is no server, and does not hang', async () => {
    await begin();
    await server.close();
    const { code, err } = await stage.run('test', 'hello', 'me@example.org');
    expect(code).toBe(4);
    expect(err).toContain('nothing listens on that port');
    expect(err).toContain('Nothing was sent.');
  });

  it('wants a secret that signs links', async () => {
    await begin();
    const { code, err } = await stage.start(['test', 'hello', 'me@example.org'], { env: {} }).ended;
    expect(code).toBe(4);
    expect(err).toContain('PENNYPOST_SECRET is not set');
    expect(err).toContain('Nothing was sent.');
  });
});
