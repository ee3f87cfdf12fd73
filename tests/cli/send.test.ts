import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { environment, issue, jsonLines, type Stage, setStage, settings, tally } from '../mailing/stage.ts';
import { headerOf, readWithPython } from '../message/python-mail.ts';
import { type Script, type ScriptServer, say, sayRaw, startScriptServer } from '../smtp/script-server.ts';

const five = ['a@example.org', 'b@example.org', 'c@example.org', 'd@example.org', 'e@example.org'];

describe('pennypost send', () => {
  let server: ScriptServer;
  let stage: Stage;
  afterEach(async () => {
    stage.strike();
    await server.close();
  });
  const begin = async (readers: readonly string[] = five, script: Script = {}): Promise<Stage> => {
    server = await startScriptServer(script);
    stage = setStage({ readers, smtpUrl: server.url, sending: 'retryAfter: 1s' });
    const imported = await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    expect(imported.code, imported.err).toBe(0);
    return stage;
  };
  const sentTo = (): string[] => server.taken.flatMap(({ to }) => to).sort();

  describe('asks first', () => {
    it('and tells what is about to happen', async () => {
      await begin();
      await stage.run('subscribers', 'remove', 'b@example.org');
      const { code, err } = await stage.start(['send', 'hello'], { answers: ['4'] }).ended;
      expect(code).toBe(0);
      for (const row of [
        `Mail goes to 127.0.0.1:${server.port}, on this machine.`,
        'issue    Hello  (issues/hello.md)',
        'from     News + Notes <hello@news.example.org>',
        'subject  News + Notes: Hello',
        'to       4 people on all',
        'not to 1: unsubscribed',
        'tested   this text was never tested as it stands',
        'To send, type the number of people (4):',
        'done  4 of 4 accepted',
      ]) {
        expect(err).toContain(row);
      }
      expect(sentTo()).toEqual(['a@example.org', 'c@example.org', 'd@example.org', 'e@example.org']);
    });

    it.each([
      ['another number', ['4'], '“4” is not 5'],
      ['yes', ['yes'], '“yes” is not 5'],
      ['nothing', [''], 'No number was typed'],
      ['Ctrl-D', [], 'No number was typed'],
    ])('and sends nothing at %s', async (_, answers, words) => {
      await begin();
      const { code, err } = await stage.start(['send', 'hello'], { answers }).ended;
      expect(code).toBe(6);
      expect(err).toContain(words);
      expect(err).toContain('Nothing was sent.');
      expect(server.taken).toEqual([]);
      expect((await stage.run('status')).err).toContain('Nothing was sent yet.');
    });

    it.each([
      ['without a terminal', undefined, []],
      ['with --no-input', ['5'], ['--no-input']],
    ])('but not %s, and names the two ways', async (_, answers, flags) => {
      await begin();
      const world = answers === undefined ? {} : { answers };
      const { code, err } = await stage.start(['send', 'hello', ...flags], world).ended;
      expect(code).toBe(6);
      expect(err).toContain('--expect 5, or --yes');
      expect(server.taken).toEqual([]);
    });

    it.each([
      ['5', 0],
      ['4..5', 0],
      ['5..9', 0],
      ['4', 6],
      ['6..9', 6],
      ['many', 2],
    ])('and takes --expect %s for an answer, ending with %i', async (expected, code) => {
      await begin();
      const ended = await stage.run('send', 'hello', '--expect', expected, '--yes');
      expect(ended.code, ended.err).toBe(code);
      expect(server.taken).toHaveLength(code === 0 ? 5 : 0);
      if (code === 6) expect(ended.err).toContain(`5 people would get it, and --expect says ${expected}`);
    });
  });

  describe('when somebody leaves the list after the plan', () => {
    /** The way to the server is open when they have left. */
    const sendMeanwhile = async (...words: string[]) => {
      await begin();
      const env = environment(server.url);
      let left: Promise<unknown> | undefined;
      const gate = createServer(async (from) => {
        left ??= stage.start(['subscribers', 'remove', 'b@example.org'], { env }).ended;
        await left;
        pipeline(from, connect(server.port), from, () => undefined);
      });
      await once(gate.listen(0, '127.0.0.1'), 'listening');
      const port = (gate.address() as AddressInfo).port;
      const SMTP_URL = server.url.replace(String(server.port), String(port));
      const ended = await stage.start(['send', 'hello', ...words], { env: { ...env, SMTP_URL } }).ended;
      gate.close();
      expect(ended.err).toContain('to       5 people on all');
      return ended;
    };

    it.each([['--yes'], ['--expect=1..10'], ['--expect=4..5']])(
      'goes to the others with %s',
      async (word) => {
        const { code, err } = await sendMeanwhile(word);
        expect(code, err).toBe(0);
        expect(err).toContain('The list changed in the meantime: it goes to 4 people now.');
        expect(sentTo()).toEqual(five.filter((address) => address !== 'b@example.org'));
      },
    );

    it.each([
      ['--expect=5', '5 people were confirmed'],
      ['--expect=5..9', '5 to 9 people were confirmed'],
    ])('sends nothing with %s', async (word, words) => {
      const { code, err } = await sendMeanwhile(word);
      expect(code).toBe(6);
      expect(err).toContain(`${words}, and now it would go to 4`);
      expect(err).toContain('Nothing was sent.');
      expect(server.taken).toEqual([]);
      expect(await stage.everyLine()).toEqual([]);
    });
  });

  describe('goes to whom it is told', () => {
    it('the readers of a CSV file, imported under its name', async () => {
      await begin();
      const { code, err } = await stage.run('send', 'hello', '--list', 'subscribers/all.csv', '--yes');
      expect(code).toBe(0);
      expect(err).toContain('Imported subscribers/all.csv into the list all: 0 new');
      expect(sentTo()).toEqual(five);
    });

    it('a segment by its name or as a filter', async () => {
      await begin([...five, ...Array.from({ length: 6 }, (_, i) => `more-${i}@example.org`)]);
      const named = await stage.run('send', 'hello', '--segment', 'press', '--yes');
      expect(named.code, named.err).toBe(0);
      expect(named.err).toContain('2 people on all, press');
      expect(named.err).toContain('not to 9: outside the segment');
      expect(sentTo()).toEqual(['a@example.org', 'more-5@example.org']);
      const filter = 'not tag:press and first_name = "Reader 1"';
      const filtered = await stage.run('send', 'hello', '--segment', filter, '--yes', '--new');
      expect(filtered.code, filtered.err).toBe(0);
      expect(sentTo()).toEqual(['a@example.org', 'b@example.org', 'more-5@example.org']);
    });

    it('the segment that the issue itself names', async () => {
      await begin();
      stage.write('issues/hello.md', issue.replace('---\n', '---\nsegment: press\n'));
      const { code, err } = await stage.run('send', 'hello', '--yes');
      expect(code, err).toBe(0);
      expect(err).toContain('The issue itself says: only press.');
      expect(sentTo()).toEqual(['a@example.org']);
    });

    it('a few at first with --limit, and the others with --new', async () => {
      await begin();
      const first = await stage.run('send', 'hello', '--limit', '2', '--yes');
      expect(first.err).toContain('not to 3: beyond the limit');
      expect(sentTo()).toEqual(['a@example.org', 'b@example.org']);
      const again = await stage.run('send', 'hello', '--yes');
      expect(again.code).toBe(6);
      expect(again.err).toMatch(/This issue was sent to all on \d{4}-\d\d-\d\d \(mailing \w+, done\)/);
      expect(again.err).toContain('With --new');
      const rest = await stage.run('send', 'hello', '--new', '--yes');
      expect(rest.err).toContain('not to 2: had this issue before');
      expect(sentTo()).toEqual(five);
      const nobody = await stage.run('send', 'hello', '--new', '--yes');
      expect(nobody.code).toBe(6);
      expect(nobody.err).toContain('There is nobody to send it to');
    });

    it('whoever is new while another mailing of it waits for deferred readers', async () => {
      await begin(five, {
        recipient: (address) =>
          address.startsWith('a@') ? { rcpt: say('451 4.7.1 Greylisted') } : undefined,
      });
      expect((await stage.run('send', 'hello', '--yes', '--wait', '0')).code).toBe(5);
      await stage.run('subscribers', 'add', 'new@example.org');
      const { code, err } = await stage.run('send', 'hello', '--new', '--yes');
      expect(code, err).toBe(0);
      expect(sentTo()).toEqual([
        'b@example.org',
        'c@example.org',
        'd@example.org',
        'e@example.org',
        'new@example.org',
      ]);
    });

    it('and gives each their own blocks and fields', async () => {
      await begin();
      expect((await stage.run('send', 'hello', '--yes')).code).toBe(0);
      const mails = readWithPython(server.taken.map(({ raw }) => Buffer.from(raw, 'latin1')));
      const texts = new Map(mails.map((mail) => [headerOf(mail, 'To'), mail.root.parts[0]?.content ?? '']));
      const read = (to: string) => texts.get(to);
      expect(read('a@example.org')).toContain('Dear reader, here is');
      expect(read('a@example.org')).toContain('For the press alone.');
      expect(read('b@example.org')).toContain('Dear Reader 1, here is');
      expect(read('b@example.org')).not.toContain('For the press alone.');
    });
  });

  describe('guards against', () => {
    const many = Array.from({ length: 101 }, (_, i) => `reader-${i}@example.org`);

    it('sending an untested text to more than a hundred', async () => {
      await begin(many);
      const refused = await stage.run('send', 'hello', '--yes');
      expect(refused.code).toBe(6);
      expect(refused.err).toContain('never tested as it stands, and more than 100 people');
      expect(refused.err).toContain('pennypost test hello you@example.org; or say --untested');
      expect((await stage.run('test', 'hello', 'me@example.org')).code).toBe(0);
      const sent = await stage.run('send', 'hello', '--yes');
      expect(sent.code, sent.err).toBe(0);
      expect(sent.err).toMatch(/tested {3}\d+ s ago, to me@example\.org/);
      expect(server.taken).toHaveLength(102);
    });

    it.each([
      ['the issue', 'issues/hello.md', issue.replace('here is', 'there is')],
      ['the settings', 'newsletter.yaml', settings.replace('PO Box 1', 'PO Box 2')],
      ['where answers go', 'newsletter.yaml', `${settings}replyTo: other@news.example.org\n`],
    ])('taking an older test for one of this text, once %s changed', async (_, path, text) => {
      await begin(many);
      await stage.run('test', 'hello', 'me@example.org');
      stage.write(path, text);
      expect((await stage.run('send', 'hello', '--yes')).code).toBe(6);
      expect((await stage.run('send', 'hello', '--yes', '--untested')).code).toBe(0);
    });

    it('sending to a real server with the addresses of the example', async () => {
      await begin();
      const env = { PENNYPOST_SECRET: 's'.repeat(40), SMTP_URL: 'smtp://user:hush-hush@smtp.example.net' };
      const { code, err, out } = await stage.start(['send', 'hello', '--yes'], { env }).ended;
      expect(code).toBe(4);
      expect(err).toContain('newsletter.yaml still holds the examples of a new newsletter: from and url');
      expect(err).toContain('Nothing was sent.');
      expect(out + err).not.toContain('hush-hush');
    });

    it('issues with errors', async () => {
      await begin();
      stage.write('issues/hello.md', issue.replace('(https://example.org/hello)', '(hello.html)'));
      const { code, err } = await stage.run('send', 'hello', '--yes');
      expect(code).toBe(3);
      expect(err).toContain('issues/hello.md:4:');
      expect(err).toContain('Nothing was sent.');
      expect(server.connections).toBe(0);
    });

    it('rates and waits that are none, before anything else', async () => {
      await begin();
      for (const [option, value] of [
        ['--rate', 'fast'],
        ['--wait', 'long'],
      ] as const) {
        const { code, err } = await stage.run('send', 'hello', '--yes', option, value);
        expect(code).toBe(2);
        expect(err).toContain('Nothing was sent.');
      }
      expect(server.connections).toBe(0);
    });
  });

  describe('with --dry-run', () => {
    it('makes every copy, tries the connection, and leaves ledger and server alone', async () => {
      const many = Array.from({ length: 120 }, (_, i) => `reader-${i}@example.org`);
      await begin(many);
      const { code, err, out } = await stage.run('send', 'hello', '--dry-run', '--json');
      expect(code, err).toBe(0);
      const [plan, rehearsal] = jsonLines(out);
      expect(plan).toMatchObject({ event: 'plan', recipients: 120 });
      expect(rehearsal).toMatchObject({ event: 'dry-run', copies: 120, failed: 0 });
      expect(rehearsal?.['bytes']).toBeGreaterThan(120 * 2000);
      expect(server.heard.some((line) => line.startsWith('MAIL'))).toBe(false);
      expect(server.connections).toBe(1);
      expect((await stage.run('status', '--json')).out).toBe('');
      expect((await stage.everyLine()).length).toBe(0);
    });
  });

  describe('with --json', () => {
    it('prints an object a line: plan, progress, refused, done', async () => {
      await begin(five, {
        recipient: (address) => (address.startsWith('c@') ? { rcpt: say('550 5.7.1 No thanks') } : undefined),
      });
      const { code, out } = await stage.run('send', 'hello', '--yes', '--json');
      expect(code).toBe(5);
      const lines = jsonLines(out);
      expect(lines[0]).toMatchObject({
        event: 'plan',
        issue: 'hello',
        list: 'all',
        recipients: 5,
        leftOut: { unsubscribed: 0, suppressed: 0, hadIt: 0 },
      });
      expect(lines.filter(({ event }) => event === 'refused')).toEqual([
        { event: 'refused', email: 'c@example.org', reply: '550 5.7.1 No thanks' },
      ]);
      expect(lines.some(({ event }) => event === 'progress')).toBe(true);
      for (const line of lines.filter(({ event }) => event === 'progress')) {
        const counts = Object.values(line['counts'] as Record<string, number>);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(5);
      }
      const mailing = (await stage.everyLine())[0]?.mailing;
      expect(lines.at(-1)).toMatchObject({
        event: 'done',
        mailing,
        issue: 'hello',
        list: 'all',
        state: 'done',
        recipients: 5,
        counts: { accepted: 4, rejected: 1, planned: 0 },
      });
    });

    it('says in the plan when the text was tested', async () => {
      await begin();
      const now = () => Date.parse('2026-12-01T08:00:00Z');
      await stage.start(['test', 'hello', 'me@example.org'], { now }).ended;
      const { out } = await stage.run('send', 'hello', '--yes', '--json');
      expect(jsonLines(out)[0]).toMatchObject({ testedAt: '2026-12-01T08:00:00.000Z' });
    });
  });

  it('says nothing with --quiet, and errors all the same', async () => {
    await begin();
    expect(await stage.run('send', 'hello', '--yes', '--quiet')).toEqual({ code: 0, out: '', err: '' });
    const again = await stage.run('send', 'hello', '--yes', '--quiet');
    expect(again.err).toContain('This issue was sent to all');
  });

  it('puts mail into the outbox where there is no server, and says where to read it', async () => {
    await begin(['a@example.org', 'b+bounce@example.org']);
    const env = { PENNYPOST_SECRET: 's'.repeat(40) };
    const { code, err } = await stage.start(['send', 'hello', '--yes'], { env }).ended;
    expect(code).toBe(5);
    expect(err).toContain('Mail goes to the outbox on this machine; nothing leaves it');
    expect(err).toContain('done  1 of 2 accepted, 1 refused');
    expect(err).toMatch(/who was refused: pennypost status \w+ --who rejected/);
    const outbox = join(stage.folder, '.pennypost', 'outbox');
    expect(readdirSync(outbox).filter((name) => name.endsWith('.eml'))).toHaveLength(1);
    expect(server.connections).toBe(0);
  });

  it('says where answers and bounces go', async () => {
    await begin(['a@example.org']);
    stage.write(
      'newsletter.yaml',
      `${settings}replyTo: Answers <answers@news.example.org>\nbounces: bounces@news.example.org\n`,
    );
    expect((await stage.run('send', 'hello', '--yes')).code).toBe(0);
    const [mail] = readWithPython(server.taken.map(({ raw }) => Buffer.from(raw, 'latin1')));
    expect(mail && headerOf(mail, 'Reply-To')).toBe('Answers <answers@news.example.org>');
    expect(server.taken[0]?.from).toBe('bounces@news.example.org');
  });

  it('carries pictures that lie beside the issue with --embed', async () => {
    await begin(['a@example.org']);
    const pixel = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    stage.write('issues/pixel.png', pixel);
    stage.write('issues/hello.md', `${issue}\n![A pixel](pixel.png)\n`);
    const ended = await stage.run('send', 'hello', '--yes', '--embed');
    expect(ended.code, ended.err).toBe(0);
    const [mail] = readWithPython(server.taken.map(({ raw }) => Buffer.from(raw, 'latin1')));
    const parts = flat(mail?.root);
    const picture = parts.find(({ type }) => type === 'image/png');
    expect(Buffer.from(picture?.content ?? '', 'base64')).toEqual(pixel);
    const html = parts.find(({ type }) => type === 'text/html')?.content;
    expect(html).toContain(`src="cid:${picture?.id?.replace(/[<>]/g, '')}"`);
  });

  describe('where mail cannot leave', () => {
    it.each([
      ['nothing listens', undefined, 'nothing listens on that port', 'smtp/connect'],
      [
        'another kind of server answers',
        { greeting: sayRaw('+OK POP3 ready\r\n') },
        'it says “+OK POP3 ready”, which is not SMTP',
        'smtp/greeting',
      ],
      ['the server does not welcome us', { greeting: say('554 5.7.1 Go away') }, 'Go away', 'smtp/greeting'],
      [
        'the server has no session for us',
        { ehlo: say('550 5.7.1 Not you') },
        'No mail session with',
        'smtp/ehlo',
      ],
    ])('ends with 4 and begins no mailing when %s', async (_, connection, words, codeWord) => {
      await begin(five, connection ? { connection: () => connection } : {});
      if (!connection) await server.close();
      const { code, err } = await stage.run('send', 'hello', '--yes');
      expect(code).toBe(4);
      expect(err).toContain(words);
      expect(err).toContain(codeWord);
      expect(err).toContain('Nothing was sent.');
      expect((await stage.run('status')).err).toContain('Nothing was sent yet.');
      expect(tally(await stage.ledger())).toMatchObject({ planned: 0 });
    });

    it('ends with 4 when a newer version has written to the store', async () => {
      await begin(five);
      const store = await openStore(join(stage.folder, 'newsletter.db'));
      await sql`insert into migrations (number, name, at) values (9999, 'later', 1)`.execute(store.db);
      await store.close();
      const { code, err } = await stage.run('send', 'hello', '--yes');
      expect([code, err]).toEqual([4, expect.stringContaining('Nothing was sent, and nothing was changed.')]);
      expect(err).not.toMatch(/^ +at /m);
      expect(server.taken).toEqual([]);
    });

    it('never shows a password, also not where the login is refused', async () => {
      await begin(five, { extensions: ['AUTH PLAIN LOGIN'] });
      const SMTP_URL = server.url.replace('smtp://', 'smtp://me:hush-hush@');
      const env = { PENNYPOST_SECRET: 's'.repeat(40), SMTP_URL };
      const { code, err, out } = await stage.start(['send', 'hello', '--yes', '--verbose', '--json'], { env })
        .ended;
      expect(code).toBe(4);
      expect(err).toContain('Nothing was sent.');
      expect(out + err).not.toContain('hush-hush');
      expect(out + err).not.toContain('ssss');
      expect(server.heard.join(' ')).not.toContain('AUTH');
      expect((await stage.everyLine()).length).toBe(0);
    });

    it.each([['a folder lies where the store should be', 'newsletter.db', 'store/']])(
      'ends with 4 when %s',
      async (_, path, code) => {
        server = await startScriptServer();
        stage = setStage({ readers: five, smtpUrl: server.url });
        stage.write(path, Buffer.from('this is no database, it is only some text of mine'.repeat(100)));
        const ended = await stage.run('send', 'hello', '--list', 'subscribers/all.csv', '--yes');
        expect(ended.code).toBe(4);
        expect(ended.err).toContain(code);
        expect(server.taken).toEqual([]);
      },
    );
  });
});

type Part = ReturnType<typeof readWithPython>[number]['root'];

function flat(part: Part | undefined): Part[] {
  return part ? [part, ...part.parts.flatMap(flat)] : [];
}
