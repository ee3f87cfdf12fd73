import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSystemFailure } from '../../src/cli/system-failure.ts';
import { Failure } from '../../src/finding/failure.ts';
import { type Stage, setStage } from '../mailing/stage.ts';

describe('the program', () => {
  let stage: Stage;
  beforeAll(() => {
    stage = setStage({ readers: ['a@example.org'] });
  });
  afterAll(() => {
    stage.strike();
  });

  it('ends with 2 for a command or an option that there is not, and names the nearest', async () => {
    const command = await stage.run('sned', 'hello');
    expect([command.code, command.err]).toEqual([2, expect.stringContaining('send')]);
    const option = await stage.run('send', 'hello', '--lst', 'x');
    expect([option.code, option.err]).toEqual([2, expect.stringContaining('--list')]);
    expect((await stage.run('send')).code).toBe(2);
  });

  it('ends with 4 where there is no newsletter, or no folder', async () => {
    const outside = await stage.run('status', '--cwd', '/');
    expect([outside.code, outside.err]).toEqual([4, expect.stringContaining('There is no newsletter here')]);
    const nowhere = await stage.run('status', '--cwd', 'nowhere');
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('There is no folder nowhere')]);
  });

  it('says in words what the system refuses, and prints no stack', async () => {
    writeFileSync(join(stage.folder, 'taken'), 'a file');
    const { code, err } = await stage.run('render', 'hello', '--out', 'taken/out');
    expect(code).toBe(4);
    expect(err).toContain('a part of its path is a file, not a folder');
    expect(err).not.toMatch(/^\s+at /m);
    mkdirSync(join(stage.folder, 'issues', 'folder.md'));
    const issue = await stage.run('check', 'issues/folder.md');
    expect([issue.code, issue.err]).toEqual([4, expect.stringContaining('it is a folder')]);
  });

  it('calls only that a bug which nobody can mend', () => {
    const refused = Object.assign(new Error('EACCES: permission denied'), {
      code: 'EACCES',
      syscall: 'open',
      path: '/x',
    });
    expect(asSystemFailure(refused)).toMatchObject({ kind: 'setup', code: 'system/refused' });
    const port = Object.assign(new Error('listen'), { code: 'EADDRINUSE', syscall: 'listen', port: 4321 });
    expect(asSystemFailure(port)).toMatchObject({
      message: 'Port 4321 cannot be used: another program has that port',
    });
    for (const other of [new TypeError('x'), Object.assign(new Error('y'), { code: 'EACCES' }), 'text']) {
      expect(asSystemFailure(other)).toBe(other);
    }
    const failure = new Failure('usage', 'a/b', 'c');
    expect(asSystemFailure(failure)).toBe(failure);
  });

  it('does not mind that nobody reads its output to the end', async () => {
    const program = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const args = ['--import', 'tsx', program, 'show', 'hello', '--json', '--cwd', stage.folder];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk) => (err += chunk));
    const code = await new Promise((done) => child.once('exit', done));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
