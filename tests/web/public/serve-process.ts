import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment } from '../../mailing/stage.ts';

/** `pennypost serve` in a process of its own. */
export interface ServeProcess {
  /** `http://127.0.0.1:40123`. */
  readonly address: string;
  /** As systemd does it. */
  terminate(): void;
  /** As a power cut does it. */
  kill(): void;
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

export async function startServe(folder: string, smtpUrl?: string): Promise<ServeProcess> {
  const words = ['--import', 'tsx', 'src/cli/bin.ts', 'serve', '--port', '0', '--cwd', folder];
  const env = { ...process.env, ...environment(smtpUrl) };
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<{ code: number | null; err: string }>((done) => {
    child.once('close', (code) => done({ code, err }));
  });
  const address = await new Promise<string>((found, lost) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const line = /^(http:\S+)\n/.exec(out)?.[1];
      if (line) found(line);
    });
    void ended.then(() => lost(new Error(`serve ended: ${err}`)));
  });
  return {
    address,
    ended,
    terminate: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  };
}
