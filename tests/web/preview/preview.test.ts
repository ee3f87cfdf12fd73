import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ask,
  deliver,
  goodSettings,
  htmlMail,
  issueText,
  listen,
  type Served,
  seed,
  serve,
} from './served.ts';

let served: Served;
afterEach(() => served.close());

const letter = '/issues/2026-11-20-letter.md';
const html = `${letter}/html`;
const picture = /\/issues\/2026-11-20-letter\.md\/pictures\/[0-9a-f]+%40pennypost/;

async function serveLetter(body: string, files: Record<string, string> = {}) {
  served = await serve({ 'issues/2026-11-20-letter.md': issueText(body), ...files });
  return served;
}

const saveLetter = (body: string) => served.write('issues/2026-11-20-letter.md', issueText(body));

/** Opens the page and listens as it does. */
async function openLetter() {
  await ask(served, letter);
  return listen(served, '2026-11-20-letter.md');
}

/** Everything is asked for until it is so: a save may be seen in more than one step. */
const becomes = (path: string) =>
  expect.poll(async () => (await ask(served, path)).text, { timeout: 10_000 });

describe('the page of an issue', () => {
  it('is the newest issue’s, and names all of them', async () => {
    await serveLetter('Hello.');
    const first = await ask(served, '/');
    expect(first).toMatchObject({ status: 302, headers: { location: letter } });
    const page = await ask(served, letter);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`href="/issues/${seed}"`);
    expect(page.text).toContain('News + Notes: A letter');
    expect(page.text).toContain('What it says');
  });

  it('is that of the issue that was asked for, wherever it lies', async () => {
    served = await serve({ 'drafts/odd name.md': issueText('Odd.') }, 'drafts/odd name.md');
    expect((await ask(served, '/')).headers.location).toBe('/issues/odd%20name.md');
    expect((await ask(served, '/issues/odd%20name.md/html')).text).toContain('Odd.');
  });

  it('shows the seed issue whole: HTML, text, no findings, and needs no list and no secret', async () => {
    served = await serve();
    const frame = await ask(served, `/issues/${seed}/html`);
    expect(frame.text).toContain('Failing at Therapy');
    expect(frame.text).toContain('https://news.example.org/u/sample-page');
    expect((await ask(served, `/issues/${seed}?view=text`)).text).toContain('These clues are gold.');
    expect((await ask(served, `/issues/${seed}?view=findings`)).text).toContain('Nothing to mend');
    expect(served.bugs).toEqual([]);
  });

  it('says that there is no issue yet, and shows the first one that comes', async () => {
    served = await serve();
    rmSync(join(served.folder, 'issues', seed));
    await becomes('/').toContain('No issue yet');
    const page = await listen(served);
    served.write('issues/2026-11-20-letter.md', issueText('Hello.'));
    await page.changed();
    page.close();
    expect((await ask(served, '/')).headers.location).toBe(letter);
  });

  it('is read by somebody with a name, somebody without, and somebody in a segment', async () => {
    await serveLetter('Dear {{first_name|friend}},\n\n:::only{segment=press}\nFor the press.\n:::');
    expect((await ask(served, `${html}?reader=known`)).text).toContain('Dear Ada');
    expect((await ask(served, `${html}?reader=unknown`)).text).toContain('Dear friend');
    expect((await ask(served, `${html}?reader=unknown`)).text).not.toContain('For the press');
    expect((await ask(served, `${html}?reader=in-press`)).text).toContain('For the press');
    expect((await ask(served, `${letter}?view=text&reader=in-press`)).text).toContain('For the press');
  });

  it('shows each finding with its place and the source below it, as text', async () => {
    await serveLetter('See <script>alert(1)</script> and [skils][skils].');
    const { text } = await ask(served, `${letter}?view=findings`);
    expect(text).toContain('issues/2026-11-20-letter.md:6:');
    expect(text).toContain('^^^^^');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toContain('<script>alert');
  });
});

describe('a save', () => {
  it('is told to the page, which then holds the new text', async () => {
    await serveLetter('Before.');
    const page = await openLetter();
    saveLetter('After.');
    expect((await page.changed()).took).toBeGreaterThan(0);
    page.close();
    await becomes(html).toContain('After.');
  });

  it('of a file in two steps ends with the whole of it', async () => {
    await serveLetter('Before.');
    const page = await openLetter();
    for (let i = 0; i < 5; i += 1) {
      served.write('issues/2026-11-20-letter.md', '');
      await new Promise((then) => setTimeout(then, 15 + 5 * i));
      saveLetter(`Step ${i}.`);
      await becomes(html).toContain(`Step ${i}.`);
    }
    page.close();
  });

  it('of a template in two steps ends with the whole of it too', async () => {
    await serveLetter('Hello.', { 'templates/theme.yaml': 'words:\n  unsubscribe: Way out 0\n' });
    const page = await openLetter();
    for (let i = 1; i <= 5; i += 1) {
      served.write('templates/theme.yaml', '');
      await new Promise((then) => setTimeout(then, 15 + 5 * i));
      served.write('templates/theme.yaml', `words:\n  unsubscribe: Way out ${i}\n`);
      await becomes(html).toContain(`Way out ${i}`);
    }
    page.close();
  });

  it('of an included file, a picture and a theme is a change too', async () => {
    await serveLetter('::include{file=../parts/close.md}\n\n![A harbour](../pictures/harbour.png)', {
      'parts/close.md': 'Yours.',
      'pictures/harbour.png': '',
    });
    const page = await openLetter();
    served.write('parts/close.md', 'Sincerely.');
    await page.changed();
    await becomes(html).toContain('Sincerely.');
    const [before] = picture.exec((await ask(served, html)).text) ?? [];
    expect(before).toBeDefined();
    served.write('pictures/harbour.png', onePixel);
    await becomes(html).not.toContain(before);
    expect((await ask(served, html)).text).toMatch(picture);
    served.write('templates/theme.yaml', 'words:\n  unsubscribe: Leave this letter\n');
    await becomes(html).toContain('Leave this letter');
    page.close();
  });

  it('of a file that was missing, even with its folder, is seen when it comes, and again when it comes back', async () => {
    await serveLetter('::include{file=../parts/close.md}');
    const page = await openLetter();
    expect((await ask(served, `${letter}?view=findings`)).text).toContain('include/missing');
    for (const text of ['Here I am.', 'Here I am again.']) {
      served.write('parts/close.md', text);
      await page.changed();
      await becomes(html).toContain(text);
      rmSync(join(served.folder, 'parts'), { recursive: true });
      await becomes(`${letter}?view=findings`).toContain('include/missing');
    }
    page.close();
  });

  it('that replaces the file, as editors do, is a save', async () => {
    await serveLetter('Before.');
    const page = await openLetter();
    for (let i = 0; i < 5; i += 1) {
      served.write('issues/letter.part', issueText(`Number ${i}.`));
      const path = join(served.folder, 'issues/2026-11-20-letter.md');
      if (i % 2 === 0) rmSync(path);
      renameSync(join(served.folder, 'issues/letter.part'), path);
      await becomes(html).toContain(`Number ${i}.`);
    }
    page.close();
  });

  it('of another issue, or of the same text, is not told', async () => {
    await serveLetter('Same.');
    const page = await openLetter();
    served.write(`issues/${seed}`, issueText('Another one.'));
    saveLetter('Same.');
    await becomes(`/issues/${seed}/html`).toContain('Another one.');
    saveLetter('New.');
    await page.changed();
    await becomes(html).toContain('New.');
    expect(page.waiting).toBe(0);
    page.close();
  });

  it('of the settings changes every page', async () => {
    await serveLetter('Hello.');
    const page = await openLetter();
    served.write('newsletter.yaml', goodSettings.replace('News + Notes\n', 'Harbour Letter\n'));
    await page.changed();
    page.close();
    const { text } = await ask(served, letter);
    expect(text).toContain('Harbour Letter: A letter');
  });
});

describe('a fault', () => {
  it('in a template leaves the last good rendering, says where it is, and goes when it is mended', async () => {
    await serveLetter('First.\n\n> Said.\n>\n> — A reader');
    const page = await openLetter();
    const template = 'templates/blocks/quote.mjml.hbs';
    served.write(template, '<mj-text>\n{{#if author}}\n</mj-text>\n');
    await page.changed();
    await becomes(letter).toMatch(/templates\/blocks\/quote\.mjml\.hbs:\d+:\d+/);
    const faulty = await ask(served, letter);
    expect(faulty.text).toContain('Below is the last state that could be shown');
    expect(faulty.text).toContain('{{#if author}}');
    expect((await ask(served, html)).text).toContain('First.');
    rmSync(join(served.folder, template));
    await becomes(letter).not.toContain('last state that could be shown');
    saveLetter('Second.');
    await becomes(html).toContain('Second.');
    expect(served.bugs).toEqual([]);
    page.close();
  });

  it('in a template from the beginning is shown in place of the issue until it is mended', async () => {
    const template = 'templates/blocks/quote.mjml.hbs';
    await serveLetter('First.', { [template]: '{{#if author}}' });
    const { status, text } = await ask(served, letter);
    expect(status).toBe(200);
    expect(text).toContain('templates/blocks/quote.mjml.hbs:1:1');
    expect(text).toContain('The issue is shown as soon as this is mended');
    const page = await openLetter();
    rmSync(join(served.folder, template));
    await page.changed();
    await becomes(html).toContain('First.');
    page.close();
  });

  it('in the settings leaves the last good ones, and goes when it is mended', async () => {
    await serveLetter('First.');
    const page = await openLetter();
    served.write('newsletter.yaml', `${goodSettings}colour: red\n`);
    await page.changed();
    const faulty = await ask(served, letter);
    expect(faulty.text).toContain('newsletter.yaml:7:1');
    expect(faulty.text).toContain('colour: red');
    saveLetter('Second.');
    await becomes(html).toContain('Second.');
    served.write('newsletter.yaml', goodSettings);
    await becomes(letter).not.toContain('newsletter.yaml:7:1');
    rmSync(join(served.folder, 'newsletter.yaml'));
    await becomes(letter).toContain('newsletter.yaml is gone');
    served.write('newsletter.yaml', goodSettings.replace('News + Notes\n', 'Harbour Letter\n'));
    await becomes(letter).toContain('Harbour Letter: A letter');
    page.close();
  });

  it('as bad as a file that is gone leaves what was last read of it', async () => {
    await serveLetter('First.');
    served.write('drafts/other.md', issueText('Other.'));
    await served.preview.close();
    served = await serve({ 'drafts/other.md': issueText('Other.') }, 'drafts/other.md');
    await ask(served, '/issues/other.md');
    const page = await listen(served, 'other.md');
    rmSync(join(served.folder, 'drafts/other.md'));
    await page.changed();
    expect((await ask(served, '/issues/other.md')).text).toContain('drafts/other.md cannot be read');
    expect((await ask(served, '/issues/other.md/html')).text).toContain('Other.');
    served.write('drafts/other.md', issueText('Back.'));
    await becomes('/issues/other.md/html').toContain('Back.');
    page.close();
  });
});

describe('the outbox', () => {
  it('shows a message as soon as it has come, and all of its parts', async () => {
    served = await serve();
    expect((await ask(served, '/outbox')).text).toContain('The outbox is empty');
    const page = await listen(served);
    await deliver(served, [{ to: 'jane@example.org', raw: htmlMail('A <b>bold</b> one', '<h1>Hello</h1>') }]);
    await page.changed();
    page.close();
    const list = await ask(served, '/outbox');
    expect(list.text).toContain('jane@example.org');
    expect(list.text).toContain('A &lt;b&gt;bold&lt;/b&gt; one');
    const [, address = ''] = /href="(\/outbox\/\d[^"]+)"/.exec(list.text) ?? [];
    expect((await ask(served, address)).text).toContain(`src="${address}/html"`);
    expect((await ask(served, `${address}/html`)).text).toContain('<h1>Hello</h1>');
    expect((await ask(served, `${address}?view=text`)).text).toContain('no text part');
    expect((await ask(served, `${address}?view=headers`)).text).toContain('<td>jane@example.org</td>');
    expect((await ask(served, `${address}?view=source`)).text).toContain('&lt;h1&gt;Hello&lt;/h1&gt;');
    const file = await ask(served, `${address}/message.eml`);
    expect(file.headers['content-disposition']).toContain('attachment');
    expect(file.text).toContain('Delivered-To: jane@example.org\r\n');
  });

  it('serves pictures of a mail, and nothing of it that is no picture', async () => {
    served = await serve();
    const part = (cid: string, type: string, content: Buffer) =>
      `--b\r\nContent-Type: ${type}\r\nContent-ID: <${cid}>\r\nContent-Transfer-Encoding: base64\r\n\r\n${content.toString('base64')}\r\n`;
    const raw = [
      'Subject: Parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n',
      '--b\r\nContent-Type: text/html\r\n\r\n<img src="cid:a@x"><img src="cid:b@x"><img src="cid:none@x">\r\n',
      part('a@x', 'image/png', onePixel),
      part('b@x', 'image/svg+xml', Buffer.from('<svg onload="alert(1)"/>')),
      '--b--\r\n',
    ].join('');
    await deliver(served, [{ to: 'jane@example.org', raw }]);
    const [, address = ''] = /href="(\/outbox\/\d[^"]+)"/.exec((await ask(served, '/outbox')).text) ?? [];
    const shown = (await ask(served, `${address}/html`)).text;
    expect(shown).toContain(`src="${address}/pictures/a%40x"`);
    expect(shown).toContain('src="cid:none@x"');
    expect(await ask(served, `${address}/pictures/a%40x`)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/png' },
    });
    expect((await ask(served, `${address}/pictures/b%40x`)).status).toBe(404);
  });

  it('goes on when a mail is too broken to be taken apart', async () => {
    served = await serve();
    const nested = Array.from(
      { length: 400 },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`,
    );
    await deliver(served, [{ to: 'jane@example.org', raw: `Subject: Deep\r\n${nested.join('\r\n')}\r\n` }]);
    const list = await ask(served, '/outbox');
    const [, address = ''] = /href="(\/outbox\/\d[^"]+)"/.exec(list.text) ?? [];
    const { status, text } = await ask(served, address);
    expect(status).toBe(422);
    expect(text).toContain('cannot be taken apart');
    expect((await ask(served, '/outbox')).status).toBe(200);
    expect(served.bugs).toEqual([]);
  });

  it('tells an open page of many mails few times', async () => {
    served = await serve();
    const page = await listen(served);
    await deliver(
      served,
      Array.from({ length: 120 }, (_, i) => ({ to: `r${i}@example.org`, raw: htmlMail(`${i}`, `${i}`) })),
    );
    await becomes('/outbox').toContain('of 120');
    await page.changed();
    expect(page.waiting).toBeLessThan(60);
    page.close();
  });

  it('is found again when its folder was taken away', async () => {
    served = await serve();
    const page = await listen(served);
    rmSync(join(served.folder, '.pennypost'), { recursive: true });
    await page.changed();
    await deliver(served, [{ to: 'jane@example.org', raw: htmlMail('Again', 'Again') }]);
    await page.changed();
    await becomes('/outbox').toContain('jane@example.org');
    page.close();
  });
});

it('a port that is taken gives way to the next one', async () => {
  served = await serve();
  const { startPreview } = await import('../../../src/web/preview/preview.ts');
  const { folder, outbox } = served;
  const port = Number(new URL(served.preview.url).port);
  const other = await startPreview({ folder, outbox, issue: undefined, port, onBug: () => undefined });
  expect(Number(new URL(other.url).port)).toBeGreaterThan(port);
  await other.close();
});

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
