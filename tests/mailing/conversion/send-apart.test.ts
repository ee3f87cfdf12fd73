import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Content } from '../../../src/mailing/content.ts';
import { ConverterApart, startChild } from '../../../src/mailing/conversion/apart.ts';
import { prepareIssue } from '../../../src/mailing/prepare.ts';
import { findIssue, openIssue } from '../../../src/newsletter/issues.ts';
import { openNewsletter } from '../../../src/newsletter/newsletter.ts';
import type { Converter } from '../../../src/render/html/convert.ts';
import { loadTheme } from '../../../src/render/theme/load-theme.ts';
import { contentOf, findMailings } from '../../../src/store/mailings.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { type ScriptServer, startScriptServer } from '../../smtp/script-server.ts';
import { environment, type Stage, setStage, settings, until } from '../stage.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const send = ['send', 'hello', '--list', 'all', '--yes', '--untested'];

/** Readers of a, of b, of both and of neither: the last two mixtures are rendered before the freeze. */
const mixtures = `---
title: Hello
---
Dear {{first_name|reader}}, “quotes”, \u{1F40C} and [a link](https://example.org/?a=1&b=2).

:::only{segment=a}
For a.
:::

:::only{segment=b}
For b.
:::
`;

describe('a mailing that is rendered in a process apart', () => {
  let server: ScriptServer;
  let stage: Stage;
  let child: ChildProcess | undefined;
  /** Whether the child had been ended when each reader’s turn came. */
  let ends: unknown[];
  const openConverter = () =>
    new ConverterApart(() => {
      child = startChild();
      return child;
    });
  beforeEach(async () => {
    ends = [];
    server = await startScriptServer({
      recipient: () => {
        ends.push(child?.killed);
        return {};
      },
    });
    stage = setStage({ readers: [], smtpUrl: server.url });
    stage.write('newsletter.yaml', settings.replace('press: tag:press', 'a: tag:a, b: tag:b'));
    stage.write('issues/hello.md', mixtures);
    const rows = ['x@example.org,', 'y@example.org,a', 'z@example.org,b', 'w@example.org,"a,b"'];
    stage.write('subscribers/all.csv', `email,tags\n${rows.join('\n')}\n`);
    const imported = await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    expect(imported.code, imported.err).toBe(0);
  });
  afterEach(async () => {
    stage.strike();
    await server.close();
  });

  async function frozen(): Promise<readonly Content[]> {
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    try {
      const mailings = await findMailings(store.db);
      return await Promise.all(mailings.map(async ({ id }) => JSON.parse(await contentOf(store.db, id))));
    } finally {
      await store.close();
    }
  }

  it('is byte for byte what a rendering here is, and no child is left when the first reader’s turn comes', async () => {
    const { code, err } = await stage.start(send, { converter: openConverter() }).ended;
    expect([code, err]).toEqual([0, expect.stringContaining('4 of 4 accepted')]);
    expect(ends).toEqual([true, true, true, true]);

    const [content] = await frozen();
    const newsletter = openNewsletter(stage.folder);
    const path = findIssue(newsletter, 'hello', stage.folder);
    const read = openIssue(newsletter, path, stage.folder);
    const { render } = prepareIssue(
      newsletter,
      path,
      read,
      await loadTheme([join(stage.folder, 'templates')]),
    );
    const here: Record<string, unknown> = {};
    for (const names of [[], ['a'], ['b'], ['a', 'b']]) here[names.join(',')] = await render(new Set(names));
    expect(content?.variants).toEqual(here);
  });

  it('stops at a fault of the theme in the same words', async () => {
    mkdirSync(join(stage.folder, 'templates', 'blocks'), { recursive: true });
    const block = '<mj-text><p>{{{content}}}</p></mj-text>';
    for (const text of [
      `<mj-section>${block}</mj-section>`,
      block.replace('<mj-text>', '<mj-text colour="x">'),
    ]) {
      stage.write('templates/blocks/text.mjml.hbs', text);
      const apart = await stage.start(send, { converter: openConverter() }).ended;
      expect(apart).toEqual(await stage.run(...send));
      expect(apart.err).toMatch(/^templates\/blocks\/text\.mjml\.hbs:1:\d+ .*template\/mjml/);
    }
    expect(await frozen()).toEqual([]);
    await until(() => child?.signalCode === 'SIGTERM');
  });

  it('is not begun when the child is killed before all is rendered, and can be sent afterwards', async () => {
    const apart = openConverter();
    let texts = 0;
    const converter: Converter = {
      convert: (mjml) => {
        texts += 1;
        // the third mixture comes with its first reader, while the mailing is being written down
        if (texts === 3) child?.kill('SIGKILL');
        return apart.convert(mjml);
      },
      end: () => apart.end(),
    };
    const { code, err } = await stage.start(send, { converter }).ended;
    expect(code).toBe(4);
    expect(err).toMatch(/was ended by SIGKILL\. {2}render\/process\n +Nothing was sent\./);
    expect([await frozen(), await stage.everyLine(), server.taken]).toEqual([[], [], []]);
    expect((await stage.run(...send)).err).toContain('4 of 4 accepted');
  });
});

describe('the program itself', () => {
  /** The packages that a process of `pennypost …` has loaded when it ends. */
  async function loadedBy(stage: Stage, smtpUrl: string, args: readonly string[]): Promise<string[]> {
    const LOADED = join(stage.folder, 'loaded');
    const probe = fileURLToPath(new URL('loaded.ts', import.meta.url));
    const words = ['--import', 'tsx', '--import', probe, join(root, 'src/cli/bin.ts'), ...args];
    const env = { ...process.env, ...environment(smtpUrl), LOADED };
    const program = spawn(process.execPath, [...words, '--cwd', stage.folder], {
      cwd: root,
      env,
      stdio: 'ignore',
      timeout: 50_000,
    });
    expect(await once(program, 'exit')).toEqual([0, null]);
    return readFileSync(LOADED, 'utf8').split('\n');
  }

  it('never loads MJML where it sends, as it does where it renders', async () => {
    const server = await startScriptServer();
    const stage = setStage({ readers: ['a@example.org', 'b@example.org'], smtpUrl: server.url });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    const big = /^(?:mjml|juice|undici|htmlnano|cssnano|postcss|prettier|csso|cheerio|parse5)/;
    const sending = await loadedBy(stage, server.url, [...send, '--no-probe']);
    expect(server.taken).toHaveLength(2);
    expect(sending).toContain('handlebars');
    expect(sending.filter((name) => big.test(name))).toEqual([]);
    const rendering = await loadedBy(stage, server.url, ['render', 'hello']);
    expect(rendering.filter((name) => big.test(name))).toContain('mjml');
    stage.strike();
    await server.close();
  });
});
