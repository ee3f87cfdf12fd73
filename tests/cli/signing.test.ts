import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeKeys, type NewKeys } from '../../src/message/dkim/make-keys.ts';
import { openSigner } from '../../src/message/dkim/signer.ts';
import { issue, type Stage, setStage, settings, tally } from '../mailing/stage.ts';
import { askMailauth } from '../message/dkim/judges.ts';
import { type Script, type ScriptServer, say, startScriptServer } from '../smtp/script-server.ts';

const dkim =
  'dkim: { domain: example.org, selector: s1, key: DKIM_KEY_FILE, ed25519: { selector: e1, key: ED_KEY } }\n';

/** Names that mean something in mail. */
const names = ['.', '.. and .', 'From me', '=?UTF-8?Q?x?=', 'Zoë  👋', 'a = b', 'x'.repeat(5000), '</p>', ''];
const readers = names.map((_, i) => `reader-${i}@example.org`);

let keys: NewKeys;
beforeAll(async () => {
  keys = await makeKeys();
});

let server: ScriptServer;
let stage: Stage;
const script: { now: Script } = { now: {} };
beforeEach(async () => {
  script.now = {};
  server = await startScriptServer({ recipient: (...about) => script.now.recipient?.(...about) });
  stage = setStage({ readers, smtpUrl: server.url });
  const rows = names.map((name, i) => `${readers[i]},"${name}",\n`);
  stage.write('subscribers/all.csv', `email,first_name,tags\n${rows.join('')}`);
  stage.write(
    'issues/hello.md',
    issue.replace('title: Hello', 'title: Hello\nsubject: "For {{first_name}}"'),
  );
  stage.write('newsletter.yaml', `${settings}sending: { retryAfter: 1s }\n${dkim}`);
  stage.write('s1.pem', keys.rsa);
  stage.write('.env', `DKIM_KEY_FILE=s1.pem\nED_KEY="${keys.ed25519}"\n`);
  const imported = await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
  expect(imported.code, imported.err).toBe(0);
});
afterEach(async () => {
  stage.strike();
  await server.close();
});

async function expectAllSigned(): Promise<void> {
  const second = { selector: 'e1', key: keys.ed25519 };
  const { records } = openSigner({ domain: 'example.org', selector: 's1', key: keys.rsa, ed25519: second });
  for (const { raw, to } of server.taken) {
    const verdicts = await askMailauth(Buffer.from(raw, 'latin1'), records);
    expect(verdicts, to.join()).toEqual({ s1: 'pass', e1: 'pass' });
  }
}

describe('with dkim set', () => {
  it('every copy that a server takes is signed with both keys, also one that is tried again', async () => {
    script.now = {
      recipient: (address, attempt) =>
        address.startsWith('reader-3') && attempt === 1 ? { final: say('451 4.2.1 Later') } : undefined,
    };
    const { code, err } = await stage.run('send', 'hello', '--yes', '--wait', '1m');
    expect(code, err).toBe(0);
    expect(server.taken.flatMap(({ to }) => to).sort()).toEqual(readers);
    expect(server.heard.filter((line) => line === '.')).toHaveLength(readers.length + 1);
    await expectAllSigned();
  });

  it('so is a test', async () => {
    const { code, err } = await stage.run('test', 'hello', 'me@example.org', 'reader-1@example.org');
    expect(code, err).toBe(0);
    expect(server.taken).toHaveLength(2);
    await expectAllSigned();
  });

  it('so is what a resume sends', async () => {
    script.now = { recipient: () => ({ rcpt: say('451 4.2.1 Later') }) };
    expect((await stage.run('send', 'hello', '--yes', '--wait', '0')).code).toBe(5);
    script.now = {};
    const { code, err } = await stage.run('resume');
    expect(code, err).toBe(0);
    expect(server.taken).toHaveLength(readers.length);
    await expectAllSigned();
  });

  it('a dry run signs every copy, and render, which opens no secret, none', async () => {
    const { code, err } = await stage.run('send', 'hello', '--dry-run');
    expect(code, err).toBe(0);
    expect(err).toContain(`Made ${readers.length} copies`);
    rmSync(join(stage.folder, '.env'));
    const rendered = await stage.run('render', 'hello', '--eml');
    expect(rendered.code, rendered.err).toBe(0);
    expect(rendered.out).toMatch(/^From: /);
    expect((await stage.run('send', 'hello', '--dry-run')).code).toBe(4);
  });
});

describe('a key that is no good stops before the first message', () => {
  const expectNothingDone = async (command: string[], code: string): Promise<string> => {
    const ended = await stage.run(...command);
    expect(ended.code, ended.err).toBe(4);
    expect(ended.err).toContain(code);
    expect(ended.err).toContain('Nothing was sent.');
    expect(server.connections).toBe(0);
    expect(await stage.everyLine()).toEqual([]);
    return ended.err;
  };

  it.each([
    ['is not set', 'settings/no-variable', () => stage.write('.env', `ED_KEY="${keys.ed25519}"\n`)],
    ['lies nowhere', 'settings/secret-file', () => rmSync(join(stage.folder, 's1.pem'))],
    ['is cut short', 'dkim/key-unreadable', () => stage.write('s1.pem', keys.rsa.slice(0, 900))],
    ['is of another kind', 'dkim/key-kind', () => stage.write('s1.pem', keys.ed25519)],
  ])('when it %s', async (_, code, spoil) => {
    spoil();
    for (const command of [
      ['send', 'hello', '--yes'],
      ['send', 'hello', '--dry-run'],
      ['test', 'hello', 'me@example.org'],
    ]) {
      const told = await expectNothingDone(command, code);
      for (const line of keys.rsa.split('\n').slice(1, -2)) expect(told).not.toContain(line);
    }
  });

  it('also when a mailing is resumed, which stays as it was', async () => {
    script.now = { recipient: () => ({ rcpt: say('451 4.2.1 Later') }) };
    await stage.run('send', 'hello', '--yes', '--wait', '0');
    const before = await stage.everyLine();
    const connections = server.connections;
    rmSync(join(stage.folder, 's1.pem'));
    const { code, err } = await stage.run('resume');
    expect(code).toBe(4);
    expect(err).toContain('The file that DKIM_KEY_FILE names cannot be read');
    expect(server.connections).toBe(connections);
    expect(await stage.everyLine()).toEqual(before);
    expect(tally(await stage.ledger()).deferred).toBe(readers.length);
  });

  it('also when what was frozen is from a domain that the signature does not answer for', async () => {
    script.now = { recipient: () => ({ rcpt: say('451 4.2.1 Later') }) };
    stage.write('newsletter.yaml', `${settings}sending: { retryAfter: 1s }\n`);
    stage.write('issues/hello.md', issue.replace('title: Hello', 'title: Hello\nfrom: me@example.net'));
    await stage.run('send', 'hello', '--yes', '--wait', '0');
    const before = await stage.everyLine();
    const connections = server.connections;
    stage.write('newsletter.yaml', `${settings}sending: { retryAfter: 1s }\n${dkim}`);
    const { code, err } = await stage.run('resume', '--wait', '0');
    expect(code, err).toBe(4);
    expect(err).toContain('The issue is from me@example.net, and is signed for example.org');
    expect(err).toContain('Nothing was sent.');
    expect(err).toMatch(/let dkim\.domain be example\.net or .* Or end it: pennypost cancel \w+/);
    expect(err).not.toContain('out of the issue');
    expect(server.connections).toBe(connections);
    expect(await stage.everyLine()).toEqual(before);
  });

  it('and an issue from another domain is not signed in this one’s name', async () => {
    stage.write('issues/hello.md', issue.replace('title: Hello', 'title: Hello\nfrom: me@example.net'));
    const told = await expectNothingDone(['send', 'hello', '--yes'], 'dkim/from');
    expect(told).toContain('The issue is from me@example.net, and is signed for example.org');
    expect(existsSync(join(stage.folder, '.pennypost', 'outbox'))).toBe(false);
  });
});
