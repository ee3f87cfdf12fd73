import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ImapServer, serveImap } from '../inbox/imap-server.ts';
import { mail, request } from '../inbox/messages.ts';
import { type Ended, jsonLines, type Stage, secret, setStage } from '../mailing/stage.ts';

const settings = `name: News + Notes
from: News + Notes <hello@news.example.org>
unsubscribe: { mailbox: leave@news.example.org }
address: PO Box 1, Exampleton, EX 00000
fields: { first_name: { fallback: there } }
segments: { press: tag:press }
`;

const readers = ['ann@example.org', 'bob@example.org', 'cem@example.org'];
let stage: Stage;
let server: ImapServer | undefined;

beforeEach(() => {
  stage = setStage({ readers });
  stage.write('newsletter.yaml', settings);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  stage.strike();
});

/** Mails the issue to everybody, into the outbox, and gives what arrived there, by address. */
async function mailed(): Promise<Map<string, Email>> {
  const { code, err } = await stage.run(
    'send',
    'hello',
    '--list',
    'subscribers/all.csv',
    '--yes',
    '--untested',
  );
  expect(err).not.toContain('error');
  expect(code).toBe(0);
  const folder = join(stage.folder, '.pennypost', 'outbox');
  const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  const emails = await Promise.all(files.map((name) => PostalMime.parse(readFileSync(join(folder, name)))));
  return new Map(emails.map((email) => [email.to?.[0]?.address ?? '', email]));
}

function headerOf(email: Email | undefined, name: string): string {
  return email?.headers.find(({ key }) => key === name)?.value ?? '';
}

/** The mail that a mail program writes for a `mailto:`. */
function mailFor(mailto: string, from = 'somebody@example.net', ...more: string[]): string {
  const url = new URL(mailto);
  return mail(
    `From: ${from}`,
    `To: ${decodeURIComponent(url.pathname)}`,
    `Subject: ${url.searchParams.get('subject')}`,
    ...more,
  );
}

function leaveLink(email: Email | undefined): string {
  return /<(mailto:[^>]*)>/.exec(headerOf(email, 'list-unsubscribe'))?.[1] ?? '';
}

function inbox(piped: string, ...args: string[]): Promise<Ended> {
  return stage.start(['inbox', '--stdin', ...args], { piped }).ended;
}

async function whoIsOn(): Promise<string[]> {
  const { out } = await stage.run('subscribers', 'list', '--list', 'all', '--state', 'active', '--json');
  return readers.filter((reader) => out.includes(reader));
}

describe('a newsletter without a server', () => {
  it('can be left by the header’s mail: the whole circle', async () => {
    const ann = (await mailed()).get('ann@example.org');
    expect(headerOf(ann, 'list-unsubscribe-post')).toBe('');
    expect(headerOf(ann, 'list-archive') + headerOf(ann, 'archived-at')).toBe('');
    const read = await inbox(mailFor(leaveLink(ann), 'Ann <ann@example.org>'));
    expect(read).toMatchObject({ code: 0, out: 'ann@example.org  has left all\n' });
    expect(read.err).toBe('1 message: 1 left.\n');
    expect(await whoIsOn()).toEqual(['bob@example.org', 'cem@example.org']);
    const again = await stage.run('send', 'hello', '--list', 'all', '--dry-run', '--untested');
    expect(again.err).toContain('Made 2 copies');
  });

  it('has a footer whose every link works, and says to forward the mail itself', async () => {
    const ann = (await mailed()).get('ann@example.org');
    const links = [...(ann?.html ?? '').matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
    expect(
      links.filter((href) => !/^(?:https:\/\/example\.org\/hello|mailto:leave(?:\+[a-z2-7]+)?@)/.test(href)),
    ).toEqual([]);
    expect(links.some((href) => href === 'mailto:leave@news.example.org?subject=subscribe')).toBe(true);
    const text = (ann?.text ?? '').replace(/\s+/g, ' ');
    expect(text).toContain('Please forward it to a friend; they can subscribe here.');
    expect(text).not.toMatch(/undefined|Read it on the web|Forward this issue/);
    const link =
      /mailto:leave\+[a-z2-7]+@news\.example\.org\?subject=unsubscribe/.exec(ann?.text ?? '')?.[0] ?? '';
    expect(link).not.toBe(leaveLink(ann));
    const read = await inbox(mailFor(link, 'friend@example.net'));
    expect(read.out).toBe('ann@example.org  has left all  (asked from friend@example.net)\n');
  });

  it('keeps the token in the subject where the provider has no +addresses', async () => {
    stage.write(
      'newsletter.yaml',
      settings.replace('news.example.org }', 'news.example.org, tokenIn: subject }'),
    );
    const link = leaveLink((await mailed()).get('bob@example.org'));
    expect(link).toMatch(/^mailto:leave@news\.example\.org\?subject=unsubscribe%20[a-z2-7]+$/);
    expect((await inbox(mailFor(link))).out).toContain('bob@example.org  has left all');
  });

  it('has both in the header where there are pages too, the pages first, and one click promised', async () => {
    stage.write('newsletter.yaml', `${settings}url: https://news.example.org\n`);
    const ann = (await mailed()).get('ann@example.org');
    const fields = ann?.headers.filter(({ key }) => key === 'list-unsubscribe') ?? [];
    expect(fields).toHaveLength(1);
    expect(fields[0]?.value).toMatch(
      /^<https:\/\/news\.example\.org\/u\/[\w-]+>,\s<mailto:leave\+[a-z2-7]+@[^ <>]+>$/,
    );
    expect(headerOf(ann, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(ann?.html).not.toContain('mailto:');
    expect((await inbox(mailFor(leaveLink(ann)))).out).toContain('ann@example.org  has left all');
  });

  it('cannot have templates that leave out the word about forwarding', async () => {
    mkdirSync(join(stage.folder, 'templates', 'partials'), { recursive: true });
    const footer =
      '<mj-section><mj-column><mj-text><a href="{{footer.unsubscribe.url}}">off</a> <a href="{{footer.subscribe.url}}">on</a> {{footer.postalAddress}} {{footer.sentTo}}</mj-text></mj-column></mj-section>';
    stage.write('templates/partials/footer.mjml.hbs', footer);
    const { code, err } = await stage.run('check', 'hello');
    expect(code).toBe(3);
    expect(err + (await stage.run('check', 'hello')).out).toContain('template/no-forward');
  });

  it('has no pages to serve, and needs one of the two', async () => {
    expect(await stage.run('serve')).toMatchObject({
      code: 4,
      err: expect.stringContaining('settings/no-url'),
    });
    stage.write('newsletter.yaml', settings.replace(/unsubscribe.*\n/, ''));
    expect(await stage.run('check', 'hello')).toMatchObject({
      code: 4,
      err: expect.stringContaining('no mailbox to leave by'),
    });
    stage.write('newsletter.yaml', settings.replace('leave@', 'unsubscribe-from-this@'));
    expect((await stage.run('check', 'hello')).err).toContain('leaves no room for a token');
  });
});

describe('pennypost inbox', () => {
  it('does nothing twice, also when somebody has come back in between', async () => {
    const asked = mailFor(leaveLink((await mailed()).get('ann@example.org')));
    expect((await inbox(asked)).out).toContain('has left');
    await stage.run('subscribers', 'add', 'ann@example.org', '--list', 'all', '--rejoin');
    const again = await inbox(asked);
    expect(again).toMatchObject({ code: 0, out: '', err: '1 message: 0 left, 1 were done before.\n' });
    expect(await whoIsOn()).toContain('ann@example.org');
  });

  it('does not take off who came back after they had asked, and takes off who was only imported again', async () => {
    const emails = await mailed();
    const received = `Received: from x by y; ${new Date(Date.now() - 3_600_000).toUTCString()}`;
    await stage.run('subscribers', 'remove', 'ann@example.org');
    await stage.run('subscribers', 'add', 'ann@example.org', '--list', 'all', '--rejoin');
    await stage.run('subscribers', 'import', 'subscribers/all.csv');
    const asked = ['ann@example.org', 'bob@example.org'].map((who) =>
      mailFor(leaveLink(emails.get(who)), who, received),
    );
    const { out } = await inbox(asked.map((one) => `From x\n${one}\n`).join(''));
    expect(out).toBe(
      'ann@example.org  has come back since, and stays on all\nbob@example.org  has left all\n',
    );
  });

  it('does nothing in a dry run', async () => {
    const asked = mailFor(leaveLink((await mailed()).get('ann@example.org')));
    const { out, err } = await inbox(asked, '--dry-run');
    expect(out).toContain('ann@example.org  would leave all');
    expect(err).toContain('Nobody was taken off');
    expect(await whoIsOn()).toEqual(readers);
    expect((await inbox(asked)).out).toContain('has left');
  });

  it('leaves alone what it does not understand, and says what that is', async () => {
    await mailed();
    const letters = [
      mail('From: eve@example.net', 'Subject: \u001b[31mred\u202e', 'To: leave@news.example.org'),
      request('abcdefghijklmnopqrstuvwxyz234567'),
      mail('From: ann@example.org', 'Subject: unsubscribe', 'To: leave@news.example.org'),
      mail('From: ann@example.org', 'Subject: Out of office', 'To: leave@news.example.org'),
      mail('From: mailer-daemon@example.org', 'Subject: failed'),
    ];
    const { code, out, err } = await inbox(letters.map((one) => `From x\n${one}\n`).join(''));
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('message 1  is left to you: it has no token  (from eve@example.net, “');
    expect(err).not.toContain('\u001b');
    expect(err).not.toContain('\u202e');
    expect(err).toContain('message 3  is left to you: it asks to leave, and has no token');
    expect(err).toContain(
      '5 messages: 0 left, 1 could not be delivered, and came back, 1 written by machines, 3 left to you.',
    );
    expect(await whoIsOn()).toEqual(readers);
  });

  it('prints JSON, a line for each message and one for all', async () => {
    const link = leaveLink((await mailed()).get('ann@example.org'));
    const { out } = await inbox(`From x\n${mailFor(link)}\nFrom x\n${mail('Subject: hello')}\n`, '--json');
    expect(jsonLines(out)).toMatchObject([
      { event: 'message', kind: 'request', outcome: 'left', email: 'ann@example.org', list: 'all' },
      { event: 'message', kind: 'unclear', why: 'noToken', subject: 'hello' },
      { event: 'inbox', read: 2, left: 1, unclear: 1, dryRun: false },
    ]);
  });

  it('reads a mailbox over IMAP, marks only what it is asked to, and never shows the password', async () => {
    const emails = await mailed();
    const messages = [
      { raw: mail('Subject: hello') },
      { raw: mailFor(leaveLink(emails.get('ann@example.org'))) },
      {
        raw: mailFor(
          leaveLink(emails.get('bob@example.org')),
          'x@example.net',
          'Auto-Submitted: auto-replied',
        ),
      },
    ];
    server = await serveImap({ user: 'leave', password: 'hunter2', messages });
    const env = {
      PENNYPOST_SECRET: secret,
      INBOX_URL: `imap://leave:hunter2@127.0.0.1:${server.port}/INBOX`,
    };
    const read = await stage.start(['inbox', '--verbose'], { env }).ended;
    expect(read).toMatchObject({ code: 0, out: expect.stringMatching(/^ann@example\.org {2}has left all/) });
    expect(server.messages.map(({ flags }) => flags.size)).toEqual([0, 0, 0]);
    const marked = await stage.start(['inbox', '--mark-seen'], { env }).ended;
    expect(marked.err).toContain(
      '3 messages: 0 left, 1 were done before, 1 written by machines, 1 left to you.',
    );
    expect(server.messages.map(({ flags }) => flags.size)).toEqual([0, 1, 0]);
    const wrong = { ...env, INBOX_URL: env.INBOX_URL.replace('hunter2', 'hunter3') };
    const refused = await stage.start(['inbox', '--verbose'], { env: wrong }).ended;
    expect(refused.code).toBe(4);
    expect(read.out + read.err + marked.err + refused.out + refused.err).not.toMatch(/hunter/);
    expect(await whoIsOn()).toEqual(['bob@example.org', 'cem@example.org']);
  });

  it('reads a Maildir', async () => {
    const link = leaveLink((await mailed()).get('cem@example.org'));
    const folder = join(stage.folder, 'Maildir');
    for (const box of ['cur', 'new', 'tmp']) mkdirSync(join(folder, box), { recursive: true });
    writeFileSync(join(folder, 'new', '1764576000.M1.host'), mailFor(link));
    expect(await stage.run('inbox', '--maildir', 'Maildir', '--mark-seen')).toMatchObject({
      code: 0,
      out: expect.stringContaining('cem@example.org  has left all'),
    });
    expect(readdirSync(join(folder, 'cur'))).toEqual(['1764576000.M1.host:2,S']);
  });

  it('has to be told where to read, once', async () => {
    expect(await stage.run('inbox')).toMatchObject({ code: 4, err: expect.stringContaining('inbox/no-url') });
    expect(await stage.run('inbox', '--stdin', '--maildir', 'x')).toMatchObject({ code: 2 });
    expect(await stage.run('inbox', '--stdin', '--mark-seen')).toMatchObject({ code: 2 });
    expect(await stage.run('inbox', '--maildir', 'issues')).toMatchObject({ code: 2 });
  });
});
