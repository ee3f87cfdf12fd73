import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type ScriptServer, startScriptServer } from '../smtp/script-server.ts';
import { environment, readersOf, type Stage, setStage, tally } from './stage.ts';

const program = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('several processes at once', () => {
  let server: ScriptServer;
  let stage: Stage;
  afterEach(async () => {
    stage.strike();
    await server.close();
  });

  /** Runs commands in processes of their own that begin together; gives how each ended. */
  function together(...commands: (readonly string[])[]): Promise<{ code: number; err: string }[]> {
    return Promise.all(
      commands.map((args) => {
        const words = ['--import', 'tsx', program, ...args, '--no-probe', '--cwd', stage.folder];
        const env = { ...process.env, ...environment(server.url) };
        const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
        let err = '';
        child.stderr.on('data', (chunk) => (err += chunk));
        return new Promise<{ code: number; err: string }>((done) =>
          child.once('close', (code) => done({ code: code ?? 1, err })),
        );
      }),
    );
  }

  it('make one mailing of two sends, and share it between two resumes', async () => {
    server = await startScriptServer({ latency: 2 });
    stage = setStage({ readers: readersOf({ reader: 60 }), smtpUrl: server.url });
    await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    const send = ['send', 'hello', '--yes', '--untested'];
    const sends = await together(send, send);
    const refused = sends.find(({ code }) => code === 6);
    // The slower one finds the mailing running, or, if it is very slow, done.
    expect(sends.map(({ code }) => code).sort(), sends.map(({ err }) => err).join('\n')).toEqual([0, 6]);
    expect(refused?.err).toMatch(/mailing\/running|send\/sent-before|send\/changed/);
    expect(new Set((await stage.everyLine()).map(({ mailing }) => mailing)).size).toBe(1);
    expect(tally(await stage.ledger())).toMatchObject({ accepted: 60 });

    await stage.run('subscribers', 'add', 'late@example.org');
    stage.write('issues/again.md', '---\ntitle: Again\n---\nAgain.\n');
    const { io, ended } = stage.start(['send', 'again', '--yes']);
    while (server.taken.length < 70) await new Promise((done) => setTimeout(done, 5));
    io.pressCtrlC();
    await ended;
    const resumes = await together(['resume'], ['resume']);
    const codes = resumes.map(({ code }) => code).sort();
    expect(codes[0], resumes.map(({ err }) => err).join('\n')).toBe(0);
    // Shared it, or found it done already.
    expect([0, 2, 6]).toContain(codes[1]);
    for (const { messageId, state } of await stage.everyLine()) {
      expect([state, server.timesTaken(messageId)]).toEqual(['accepted', 1]);
    }
  });
});
