import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueText, type Served, serve } from './served.ts';

const bin = fileURLToPath(new URL('../../../src/cli/bin.ts', import.meta.url));

let served: Served;
let child: ChildProcess;
beforeEach(async () => {
  served = await serve({ 'issues/2026-11-20-letter.md': issueText('Hello.') });
});
afterEach(async () => {
  child.kill('SIGKILL');
  await served.close();
});

/** Runs the command until its first line on stdout. */
function run(...args: string[]) {
  child = spawn(process.execPath, ['--import', 'tsx', bin, 'preview', '--cwd', served.folder, ...args]);
  const said = { out: '', err: '' };
  child.stderr?.on('data', (part) => {
    said.err += part;
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const line = new Promise<string>((done, failed) => {
    child.stdout?.on('data', (part) => {
      said.out += part;
      if (said.out.includes('\n')) done(said.out.trimEnd());
    });
    ended.then(() => failed(new Error(said.err)), failed);
  });
  line.catch(() => undefined);
  return { line, said, ended };
}

describe('pennypost preview', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'says where it is, serves, and ends with 0 at %s',
    async (signal) => {
      const { line, said, ended } = run('--port', '0');
      const url = await line;
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await (await fetch(url)).text()).toContain('News + Notes: A letter');
      await expect.poll(() => said.err).toContain(`${url}/outbox`);
      expect(said.err).toContain('Ctrl-C');
      const open = await fetch(`${url}/live`);
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(said.err).not.toContain('rror');
      await open.text().catch(() => undefined);
    },
  );

  it('shows the issue that is named, and says it in JSON', async () => {
    const { line, said } = run('failing-at-therapy', '--port', '0', '--json');
    const { url, outbox } = JSON.parse(await line);
    expect(outbox).toBe(`${url}/outbox`);
    expect((await fetch(url)).url).toContain('failing-at-therapy');
    expect(said.err).toBe('');
  });

  it('knows no issue of that name, and no such port', async () => {
    expect(await run('leter').ended).toBe(2);
    const { ended, said } = run('--port', '70000');
    expect(await ended).toBe(2);
    expect(said.err).toContain('cannot listen on port 70000');
  });
});
