import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeKeys, type NewKeys } from '../../src/message/dkim/make-keys.ts';
import { openSigner } from '../../src/message/dkim/signer.ts';
import { openStore } from '../../src/store/open-store.ts';
import { environment, issue, jsonLines, type Stage, secret, setStage, settings } from '../mailing/stage.ts';
import { askMailauth } from '../message/dkim/judges.ts';
import { readWithPython } from '../message/python-mail.ts';
import {
  inTurn,
  type Script,
  type ScriptServer,
  say,
  startScriptServer,
  wait,
} from '../smtp/script-server.ts';

const names = ['', 'Zoë  & “Co”', '. dot', 'x'.repeat(300)];
const readers = names.map((_, i) => `reader-${i}@example.org`);
const dkim =
  'dkim: { domain: example.org, selector: s1, key: DKIM_KEY, ed25519: { selector: e1, key: ED_KEY } }\n';

let keys: NewKeys;
beforeAll(async () => {
  keys = await makeKeys();
});

let server: ScriptServer;
let stage: Stage;
let script: Script;
beforeEach(async () => {
  script = {};
  server = await startScriptServer({
    connection: (...about) => script.connection?.(...about),
    recipient: (...about) => script.recipient?.(...about),
  });
  stage = setStage({ readers, smtpUrl: server.url });
  const rows = names.map((name, i) => `${readers[i]},"${name}",${i === 1 ? 'press' : ''}\n`);
  stage.write('subscribers/all.csv', `email,first_name,tags\n${rows.join('')}`);
  stage.write(
    'issues/hello.md',
    issue.replace('title: Hello', 'title: Hello\nsubject: "For {{first_name}}"'),
  );
  stage.write('.env', `DKIM_KEY="${keys.rsa}"\nED_KEY="${keys.ed25519}"\n`);
  const imported = await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
  expect(imported.code, imported.err).toBe(0);
});
afterEach(async () => {
  stage.strike();
  await server.close();
});

async function send(...more: string[]): Promise<string> {
  const { out } = await stage.run('send', 'hello', '--yes', '--json', '--wait', '0', ...more);
  return String(jsonLines(out).at(-1)?.['mailing']);
}

/** A message without its signatures. */
function unsigned(raw: string): string {
  return raw.replace(/^(?:DKIM-Signature:.*\r\n(?:[ \t].*\r\n)*)*/, '');
}

function takenBy(reader: string): string {
  const taken = server.taken.find(({ to }) => to.includes(reader));
  return Buffer.from(taken?.raw ?? '', 'latin1').toString('utf8');
}

describe('the copy that went to somebody', () => {
  it('is built again, the same but for its signatures, whatever changed since', async () => {
    stage.write('newsletter.yaml', settings + dkim);
    const mailing = await send();
    stage.write('issues/hello.md', '---\ntitle: Another\n---\nOther words.\n');
    stage.write('newsletter.yaml', settings.replace('News + Notes\n', 'Renamed\n') + dkim);
    await stage.run(
      'subscribers',
      'add',
      'reader-1@example.org',
      '--field',
      'first_name=Else',
      '--list',
      'all',
    );
    const second = { selector: 'e1', key: keys.ed25519 };
    const { records } = openSigner({ domain: 'example.org', selector: 's1', key: keys.rsa, ed25519: second });
    for (const reader of readers) {
      const { code, out, err } = await stage.run('show', '--as', reader, '--mailing', mailing, '--eml');
      expect(code, err).toBe(0);
      expect(unsigned(out)).toBe(unsigned(takenBy(reader)));
      expect(unsigned(out)).not.toBe(out);
      expect(await askMailauth(Buffer.from(out), records)).toEqual({ s1: 'pass', e1: 'pass' });
    }
  });

  it('is unsigned where nothing signs', async () => {
    await send();
    const { out } = await stage.run('show', 'hello', '--as', 'reader-2@example.org', '--eml');
    expect(out).toMatch(/^From: /);
    expect(out).toBe(takenBy('reader-2@example.org'));
  });

  it('says that its links may differ where the secret was rotated', async () => {
    const mailing = await send();
    const ask = ['show', '--as', 'reader-0@example.org', '--mailing', mailing];
    const before = await stage.run(...ask, '--eml');
    expect(before.err).toContain('if PENNYPOST_SECRET was another one then, its links are signed anew');
    const env = { ...environment(server.url), PENNYPOST_SECRET: `a-new-${secret},${secret}` };
    const { out, err } = await stage.start([...ask, '--eml'], { env }).ended;
    expect(out).not.toBe(before.out);
    expect(err).toContain('PENNYPOST_SECRET was rotated: if that was after this mailing, its links');
    expect((await stage.start([...ask, '--text'], { env }).ended).err).not.toContain('rotated');
  });

  it('has the Date that stood in it, however long the server took to answer', async () => {
    script = { recipient: () => ({ final: inTurn(wait(1_500), say('250 2.0.0 Taken at last')) }) };
    await send('--limit', '1');
    const { out } = await stage.run('show', 'hello', '--as', 'reader-0@example.org', '--eml');
    expect(out).toBe(takenBy('reader-0@example.org'));
  });

  it('is shown as HTML, as text, in a few words or as JSON', async () => {
    const mailing = await send();
    const of = (...form: string[]) => stage.run('show', '--as', 'Reader-1@example.org', ...form);
    const [mail] = readWithPython([Buffer.from(takenBy('reader-1@example.org'))]);
    const [text, html] = mail?.root.parts.map(({ content }) => content) ?? [];
    expect((await of('--text')).out).toBe(text);
    expect((await of('--html')).out).toBe(html);
    expect(html).toContain('For the press alone.');
    const { out } = await of();
    expect(out).toContain('reader-1@example.org  accepted');
    expect(out).toContain(`hello to all (mailing ${mailing})`);
    expect(out).toContain('subject  For Zoë');
    expect(JSON.parse((await of('--json')).out)).toMatchObject({
      mailing,
      state: 'accepted',
      reply: '250 2.0.0 Taken',
      html,
      text,
    });
  });

  it('is that of their last mailing, unless another one is named', async () => {
    const first = await send();
    stage.write('issues/later.md', issue.replace('title: Hello', 'title: Later'));
    await stage.run('send', 'later', '--yes');
    const subject = async (...more: string[]) => {
      const { out } = await stage.run('show', '--as', 'reader-0@example.org', '--json', ...more);
      return JSON.parse(out).subject;
    };
    expect(await subject()).toBe('News + Notes: Later');
    expect(await subject('--mailing', first)).toBe('For there');
  });

  it('is there for whoever was refused, and not for whom nothing was handed over', async () => {
    script = {
      recipient: (address) => (address.startsWith('reader-0') ? { final: say('550 5.7.0 No') } : undefined),
    };
    await stage.run('subscribers', 'remove', 'reader-3@example.org');
    await send('--limit', '2');
    const of = (reader: string) => stage.run('show', '--as', reader, '--text');
    expect((await of('reader-0@example.org')).code).toBe(0);
    const beyond = await of('reader-2@example.org');
    expect([beyond.code, beyond.out]).toEqual([2, '']);
    expect(beyond.err).toContain('reader-2@example.org was not among the readers of any mailing');
    expect((await of('who@example.org')).err).toContain('Nobody is known under who@example.org');
  });

  it('is not there of a mailing that never came to their turn', async () => {
    script = { connection: () => ({ mail: say('550 5.7.1 Go away') }) };
    const mailing = await send();
    const { code, err } = await stage.run('show', '--as', 'reader-3@example.org', '--eml');
    expect(code).toBe(2);
    expect(err).toContain(`No copy went to reader-3@example.org in mailing ${mailing}: planned`);
    expect(err).toContain('pennypost render hello --for reader-3@example.org');
  });

  it('cannot be built again once its reader is erased', async () => {
    const mailing = await send();
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    const erased = store.db.updateTable('deliveries').set({ email: '', email_key: 'h', fields: '' });
    await erased.where('email', '=', 'reader-1@example.org').execute();
    await store.close();
    const { code, out, err } = await stage.run(
      'show',
      '--as',
      'reader-1@example.org',
      '--mailing',
      mailing,
      '--eml',
    );
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`The reader of this copy of mailing ${mailing} was erased`);
    expect(err).toContain('nobody can build it again');
  });

  it('wants to know whose it is, and wants the secret of its links', async () => {
    await send();
    expect((await stage.run('show', '--eml')).err).toContain('Say whose: --as ann@example.org');
    expect((await stage.run('show')).err).toContain('Nothing is named that could be shown');
    const { code, err } = await stage.start(['show', '--as', 'reader-1@example.org'], { env: {} }).ended;
    expect(code).toBe(4);
    expect(err).toContain('PENNYPOST_SECRET is not set');
  });
});
