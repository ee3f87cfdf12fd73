import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signLinkTokens } from '../src/message/tokens.ts';

/**
 * `pennypost serve` under many connections that say nothing, or half of something: is a reader still answered, how
 * soon, what does it cost, and are the others hung up on? `npx tsx bench/lines.ts 10000`, after a build; more than
 * about 1,000 want `ulimit -n` to allow it, for this process and for the server.
 */

const count = Number(process.argv[2] ?? 10_000);
const secret = 'a-secret-for-measuring-that-is-long-enough';
const folder = mkdtempSync(join(tmpdir(), 'pennypost-lines-'));
writeFileSync(
  join(folder, 'newsletter.yaml'),
  'name: News\nfrom: hello@news.example.org\nurl: https://news.example.org\naddress: PO Box 1\n',
);

const { child, address } = await startServe();
const page = `${address}/u/${signLinkTokens([secret], { list: 1, subscriber: 1, mailing: 'm' }).act}`;
const half = [
  '',
  'GET /u/x HTTP/1.1\r\nHost: a\r\nX-Half: ',
  'POST /p/x/why HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nwords=',
];

console.log(`alone            ${await answered(200)}   ${memory()}`);
const lines: Socket[] = [];
let hungUp = 0;
for (let i = 0; i < count; i += 200) {
  const some = Array.from({ length: Math.min(200, count - i) }, (_, k) => line(half[(i + k) % 3] ?? ''));
  lines.push(...(await Promise.all(some)));
}
console.log(`${String(lines.length).padStart(6)} lines     ${await answered(200)}   ${memory()}`);
const began = Date.now();
while (hungUp < lines.length && Date.now() - began < 60_000) await sleep(250);
console.log(
  `hung up on       ${hungUp} of ${lines.length}, the last ${Math.round((Date.now() - began) / 1000)} s after`,
);
console.log(`afterwards       ${await answered(200)}   ${memory()}`);
for (const one of lines) one.destroy();
const ended = new Promise((done) => child.once('close', done));
child.kill('SIGTERM');
console.log(`ended with code  ${await ended}`);
rmSync(folder, { recursive: true });

function startServe(): Promise<{ child: ChildProcess; address: string }> {
  const args = ['dist/cli/bin.js', 'serve', '--port', '0', '--cwd', folder];
  const env = { ...process.env, PENNYPOST_SECRET: secret };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((found) => {
    child.stdout.on('data', (text) => {
      const address = /http:\S+/.exec(String(text))?.[0];
      if (address) found({ child, address });
    });
  });
}

function line(first: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined).on('data', () => undefined);
  socket.on('close', () => {
    hungUp += 1;
  });
  return new Promise((ready) => {
    socket.once('connect', () => {
      socket.write(first);
      ready(socket);
    });
  });
}

/** GET and POST in turn. */
async function answered(times: number): Promise<string> {
  const took: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    const answer = await fetch(page, { method: i % 2 === 0 ? 'GET' : 'POST' });
    await answer.text();
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
    took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  return `answered in ${took[times >> 1]?.toFixed(1)} ms (median), ${took.at(-1)?.toFixed(1)} ms (slowest of ${times})`;
}

function memory(): string {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return `${Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)} MB`;
}
