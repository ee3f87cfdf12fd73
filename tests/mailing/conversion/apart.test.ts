import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../../src/finding/failure.ts';
import { ConverterApart, startChild } from '../../../src/mailing/conversion/apart.ts';
import { type ConvertMjml, convertMjml } from '../../../src/render/html/convert.ts';
import { renderIssue } from '../../../src/render/render-issue.ts';
import { loadTheme } from '../../../src/render/theme/load-theme.ts';
import { kitchenSink, seed, setting } from '../../render/sample-issues.ts';
import { until } from '../stage.ts';

/** Whether this system shows its processes. */
const sees = existsSync('/proc/self/environ');
const mjml = '<mjml><mj-body></mj-body></mjml>';
const faults = fileURLToPath(new URL('../../render/faults', import.meta.url));
const sources = new URL('../../../src/mailing/conversion/apart.ts', import.meta.url).href;

describe('MJML converted in a process apart', () => {
  const children: ChildProcess[] = [];
  let converter: ConverterApart;
  const open = (start = startChild): ConverterApart => {
    converter = new ConverterApart(() => {
      const child = start();
      children.push(child);
      return child;
    });
    return converter;
  };
  afterEach(() => {
    converter.end();
    children.length = 0;
    vi.unstubAllEnvs();
  });

  it('gives the very same rendering, whatever is rendered, from one child', async () => {
    const { convert } = open();
    const theme = await loadTheme([]);
    for (const issue of [seed, kitchenSink]) {
      for (const segments of [new Set<string>(), new Set(['press'])]) {
        const render = (how?: ConvertMjml) => renderIssue(issue, theme, setting, { segments }, how);
        expect(await render(convert)).toEqual(await render());
      }
    }
    expect(children).toHaveLength(1);
  });

  it('has the very same to say of a theme with faults', async () => {
    const { convert } = open();
    const wrong = readdirSync(faults).filter((name) => name.startsWith('mjml-'));
    expect(wrong.length).toBeGreaterThan(3);
    for (const name of wrong) {
      const said = (how?: ConvertMjml) =>
        loadTheme([`${faults}/${name}`])
          .then((theme) => renderIssue(kitchenSink, theme, setting, { segments: new Set(['press']) }, how))
          .then(
            () => 'nothing',
            ({ kind, code, message, undone, findings }: Failure) => ({
              kind,
              code,
              message,
              undone,
              findings,
            }),
          );
      expect([name, await said(convert)]).toEqual([name, await said()]);
    }
  });

  it('answers each question with its own answer, also when they are asked at once', async () => {
    const { convert } = open();
    const texts = ['one', 'two', '<mj-text>', 'four'].map(
      (words) => `<mjml><mj-body><mj-raw>${words}</mj-raw></mj-body></mjml>`,
    );
    expect(await Promise.all(texts.map(convert))).toEqual(await Promise.all(texts.map(convertMjml)));
    expect(children).toHaveLength(1);
  });

  it.runIf(sees)('learns no secret, and has nothing of the text among its arguments', async () => {
    vi.stubEnv('PENNYPOST_SECRET', 'not-for-the-child');
    await open().convert(mjml);
    const told = ['environ', 'cmdline'].map((file) =>
      readFileSync(`/proc/${children[0]?.pid}/${file}`, 'utf8'),
    );
    expect(told.join()).not.toMatch(/not-for-the-child|mj-body/);
  });

  it('is over when it is ended, and begins anew when it is needed again', async () => {
    await open().convert(mjml);
    converter.end();
    converter.end();
    await until(() => children[0]?.signalCode === 'SIGTERM');
    expect(await converter.convert(mjml)).toEqual(await convertMjml(mjml));
    expect(children).toHaveLength(2);
  });

  it('begins no child that is not needed', () => {
    open().end();
    expect(children).toEqual([]);
  });

  describe('fails in words, and says that nothing was sent', () => {
    /** A child that does this with what it is sent, and lives on. */
    const child = (deed: string) => () =>
      spawn(process.execPath, ['-e', `process.on('message', () => { ${deed} })`], {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });

    it.each([
      ['kills itself', 'process.kill(process.pid, "SIGKILL")', 'was ended by SIGKILL'],
      ['crashes', 'throw new Error("x")', 'ended by itself, with code 1'],
      ['gives up', 'process.exit(0)', 'ended by itself, with code 0'],
      ['answers words', 'process.send("garbage")', 'gave an answer that makes no sense'],
      ['answers nothing', 'process.send(null)', 'gave an answer that makes no sense'],
      ['answers half', 'process.send({ ok: true })', 'gave an answer that makes no sense'],
      [
        'faults without any',
        'process.send({ ok: false, message: "x" })',
        'gave an answer that makes no sense',
      ],
    ])('when the child %s', async (_, deed, words) => {
      await expect(open(child(deed)).convert(mjml)).rejects.toMatchObject({
        name: 'Failure',
        kind: 'setup',
        code: 'render/process',
        message: expect.stringContaining(words),
        undone: 'Nothing was sent.',
      });
    });

    it('when the child is killed between two texts', async () => {
      await open().convert(mjml);
      children[0]?.kill('SIGKILL');
      await expect(converter.convert(mjml)).rejects.toMatchObject({ code: 'render/process' });
      await expect(converter.convert(mjml)).rejects.toThrow('was ended by SIGKILL');
    });

    it.each([
      ['no program', () => spawn('/nowhere/node', [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })],
      [
        'no memory',
        () => {
          throw new Error('spawn ENOMEM');
        },
      ],
    ])('when there is %s for a child', async (_, start: () => ChildProcess) => {
      await expect(open(start).convert(mjml)).rejects.toMatchObject({
        code: 'render/process',
        message: expect.stringMatching(/could not be started: spawn .*(ENOENT|ENOMEM)/),
      });
    });
  });
});

it.runIf(sees)('a process apart ends by itself when its parent is killed', async () => {
  const code = `
    import { ConverterApart, startChild } from '${sources}';
    let child;
    await new ConverterApart(() => (child = startChild())).convert('${mjml}');
    console.log(child.pid);
    setInterval(() => {}, 1e6);`;
  const words = ['--import', 'tsx', '--input-type=module', '--eval', code];
  const parent = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = await once(parent.stdout, 'data');
  expect(runs(Number(pid))).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !runs(Number(pid)));
});

/** Whether there is such a process; one that ended may wait for whoever inherited it. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
