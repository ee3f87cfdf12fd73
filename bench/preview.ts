// How long it takes until a saved issue is on the page: `npx tsx bench/preview.ts [saves]`.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPreview } from '../src/web/preview/preview.ts';

const saves = Number(process.argv[2] ?? 50);
/** What a writer is promised: the median from the file's event to the event that is sent, in milliseconds. */
const promised = 150;

const seed = '2016-10-24-failing-at-therapy.md';
const folder = mkdtempSync(join(tmpdir(), 'pennypost-bench-'));
const path = join(folder, 'issues', seed);
mkdirSync(join(folder, 'issues'));
cpSync(fileURLToPath(new URL(`../issues/${seed}`, import.meta.url)), path);
writeFileSync(
  join(folder, 'newsletter.yaml'),
  'name: News + Notes\nfrom: News + Notes <hello@news.example.org>\nurl: https://news.example.org\naddress: PO Box 1, Exampleton, EX 00000\n',
);
const preview = await startPreview({
  folder,
  outbox: join(folder, '.pennypost', 'outbox'),
  issue: undefined,
  port: 0,
  onBug: (error) => {
    throw error;
  },
});
const page = `${preview.url}/issues/${seed}`;
await (await fetch(page)).text();

let told: (took: number) => void = () => undefined;
const stream = get(`${preview.url}/live?issue=${seed}`, (answer) => {
  answer.setEncoding('utf8').on('data', (part: string) => {
    const took = /"took":([\d.]+)/.exec(part)?.[1];
    if (took !== undefined) told(Number(took));
  });
  answer.on('error', () => undefined);
});
await new Promise((done) => stream.once('response', done));

const text = await readFile(path, 'utf8');
const inServer: number[] = [];
const fromSave: number[] = [];
const toContent: number[] = [];
for (let save = 0; save < saves; save += 1) {
  const event = new Promise<number>((done) => {
    told = done;
  });
  const start = performance.now();
  writeFileSync(path, `${text}\nThis is save number ${save}.\n`);
  inServer.push(await event);
  fromSave.push(performance.now() - start);
  const html = await (await fetch(`${page}/html`)).text();
  toContent.push(performance.now() - start);
  if (!html.includes(`save number ${save}.`)) throw new Error(`save ${save} is not on the page`);
  await new Promise((then) => setTimeout(then, 200));
}
stream.destroy();
await preview.close();
rmSync(folder, { recursive: true, force: true });

console.log(`${saves} saves of the seed issue, in milliseconds   median   95%`);
print('file event to event sent, in the server', inServer);
print('save to event received', fromSave);
print('save to the new HTML received', toContent);
const median = at(inServer, 0.5);
console.log(`promised: a median of ${promised}; ${median <= promised ? 'kept' : 'broken'}`);
if (median > promised) process.exitCode = 1;

function print(what: string, times: readonly number[]): void {
  const [median, high] = [at(times, 0.5), at(times, 0.95)].map((time) => time.toFixed(1).padStart(7));
  console.log(`${what.padEnd(46)}${median}${high}`);
}

function at(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
