import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listOutbox, type OutboxMessage, readOutboxMessage } from '../../../../src/smtp/outbox-mail.ts';
import { openStore } from '../../../../src/store/open-store.ts';
import { findSubscriber } from '../../../../src/store/subscribers.ts';
import { findSubscriptionsOf } from '../../../../src/store/subscriptions.ts';
import { type Stage, setStage, settings, until } from '../../../mailing/stage.ts';
import { noBrowser, openBrowser } from '../../preview/chromium.ts';
import { type ServeProcess, startServe } from '../serve-process.ts';

/** Longer than a machine takes to fill in a form. */
const aMoment = 1_600;

let stage: Stage;
let serve: ServeProcess;
const begin = async (subscribe: string): Promise<void> => {
  stage = setStage({ readers: ['ana@example.org'] });
  stage.write('newsletter.yaml', `${settings}subscribe: ${subscribe}\n`);
  expect((await stage.run('subscribers', 'import', 'subscribers/all.csv')).code).toBe(0);
  serve = await startServe(stage.folder);
};
afterEach(async () => {
  serve.terminate();
  expect(await serve.ended).toMatchObject({ code: 0, err: expect.not.stringMatching(/bug/i) });
  stage.strike();
});

const outbox = (): string => join(stage.folder, '.pennypost/outbox');
const mailTo = async (email: string): Promise<readonly OutboxMessage[]> => {
  const { entries } = await listOutbox(outbox());
  const all = await Promise.all(entries.map(({ id }) => readOutboxMessage(outbox(), id)));
  return all.filter((mail) => mail !== undefined).filter(({ to }) => to === email);
};
const listsOf = async (email: string) => {
  const store = await openStore(join(stage.folder, 'newsletter.db'));
  const reader = await findSubscriber(store.db, email);
  const lists = await findSubscriptionsOf(store.db, reader?.id ?? 0);
  await store.close();
  return lists;
};

describe('serve and its mail', () => {
  it('a form on another site leads over ours and a mail in the outbox to the list, and a send reaches who joined', async () => {
    await begin('{ fields: { first_name: {} }, welcome: "Good to have you." }');
    const typed = { email: 'zoe@example.net', 'field-first_name': 'Zoë' };
    const post = (path: string, fields: Readonly<Record<string, string>>) =>
      fetch(serve.address + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'error' });
    const ticketIn = (html: string): string => /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const ours = await (await post('/subscribe', typed)).text();
    expect(ours).toContain('One more press of the button');
    await new Promise((later) => setTimeout(later, aMoment));
    const asked = await post('/subscribe', { ...typed, ticket: ticketIn(ours) });
    expect(await asked.text()).toContain('Look into your mail');
    await until(async () => (await mailTo('zoe@example.net')).length === 1);
    const [mail] = await mailTo('zoe@example.net');
    const raw = mail?.raw.toString() ?? '';
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    expect(raw).toMatch(/^From: News \+ Notes <hello@news\.example\.org>\r?$/m);
    expect(raw).not.toMatch(/^(?:List-Unsubscribe|List-Id|Precedence)/im);
    expect([mail?.text, mail?.html].map((part) => part?.includes('PO Box 1'))).toEqual([true, true]);
    expect(raw + mail?.text + mail?.html).not.toContain('Zoë');
    const link = /https:\/\/news\.example\.org(\/subscribe\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect(mail?.html).toContain(link);
    const shown = await (await fetch(serve.address + link)).text();
    expect(await listsOf('zoe@example.net')).toEqual([]);
    await post(link, { ticket: ticketIn(shown) });
    expect(await listsOf('zoe@example.net')).toMatchObject([
      { list: 'all', state: 'active', consent: { asked_from: '127.0.0.1', confirmed_from: '127.0.0.1' } },
    ]);
    await until(async () => (await mailTo('zoe@example.net')).length === 2);
    const welcome = (await mailTo('zoe@example.net')).find(({ subject }) => /Welcome/.test(subject));
    expect(welcome?.text).toContain('Good to have you.');
    const sent = await stage.run('send', 'hello', '--list', 'all', '--yes', '--untested', '--wait', '0');
    expect(sent.err).toMatch(/2 .*accepted/);
    const issue = (await mailTo('zoe@example.net')).find(({ subject }) => /Hello/.test(subject));
    expect(issue?.text).toContain('Dear Zoë');
  });
});

describe.skipIf(noBrowser !== '')(`in a browser with scripts off${noBrowser}`, () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    await begin('{ fields: { first_name: {} } }');
    const context = await browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
  });
  afterEach(() => page.context().close());

  it('somebody subscribes by the keyboard, is told what is wrong, opens the mail and confirms', async () => {
    await page.goto(`${serve.address}/subscribe`);
    expect(await page.getByLabel('Leave this empty').isVisible()).toBe(true);
    expect((await page.getByLabel('Leave this empty').boundingBox())?.x).toBeLessThan(0);
    await page.getByLabel('Your address').fill('yan@example.net');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Yan of example.com');
    await page.waitForTimeout(aMoment);
    await page.keyboard.press('Tab');
    expect(
      await page
        .getByRole('button', { name: 'Subscribe' })
        .evaluate((one) => one.ownerDocument.activeElement === one),
    ).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('Please leave out web and mail addresses').waitFor();
    await page.getByLabel('First name').fill('Yan');
    await page.waitForTimeout(aMoment);
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
    await until(async () => (await mailTo('yan@example.net')).length === 1);
    const [mail] = await mailTo('yan@example.net');
    const link = /https:\/\/news\.example\.org(\/subscribe\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    await page.goto(serve.address + link);
    await page.getByRole('button', { name: 'Yes, subscribe me' }).click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    expect((await listsOf('yan@example.net')).map(({ state }) => state)).toEqual(['active']);
    expect(await page.context().cookies()).toEqual([]);
  });
});
