// What `check` costs: `npm run bench:check`. One issue after another in one process, as a writer's many saves and as
// all published issues there are (PENNYPOST_CORPORA, or ../shared/corpora); and the merge fields of an issue held
// against a list of a million (`-- --readers N`; 0 leaves it out).
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkIssue } from '../src/check/check.ts';
import { isStructural } from '../src/issue/structural.ts';
import { inspectMail } from '../src/mailing/inspection.ts';
import { prepareIssue } from '../src/mailing/prepare.ts';
import { checkContext } from '../src/newsletter/check-context.ts';
import { openIssue } from '../src/newsletter/issues.ts';
import { openNewsletter } from '../src/newsletter/newsletter.ts';
import { loadTheme } from '../src/render/theme/load-theme.ts';
import { tallyFields } from '../src/store/field-tallies.ts';
import { ensureList } from '../src/store/lists.ts';
import { openStore } from '../src/store/open-store.ts';
import { openLetter } from './letter.ts';
import { median } from './rounds.ts';
import { Seeds } from './send/seed.ts';

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '1000000' },
    times: { type: 'string', default: '30' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'pennypost-check-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));

writeFileSync(join(folder, 'newsletter.yaml'), readFileSync('newsletter.yaml'));
mkdirSync(join(folder, 'issues'));
mkdirSync(join(folder, 'templates'));
const newsletter = openNewsletter(folder);
const theme = await loadTheme([]);

const seed = readFileSync('issues/2016-10-24-failing-at-therapy.md', 'utf8');
await check(seed);
const spent: number[] = [];
for (let i = 0; i < Number(values.times); i += 1) spent.push(await timed(() => check(seed)));
console.log(
  `the sample issue, after the first time: ${median(spent).toFixed(1)} ms (median of ${values.times})`,
);

const published = issuesIn(join(process.env['PENNYPOST_CORPORA'] ?? '../shared/corpora', 'newsletters'));
if (published.length > 0) {
  const all = await timed(async () => {
    for (const text of published) await check(text);
  });
  console.log(`${published.length} published issues, one after the other: ${(all / 1000).toFixed(1)} s`);
}
const readers = Number(values.readers);
if (readers > 0) {
  console.log(
    `merge fields of ${readers.toLocaleString('en')} readers: ${(await tally(readers)).toFixed(2)} s`,
  );
}

async function check(text: string): Promise<void> {
  const path = join(folder, 'issues', 'issue.md');
  writeFileSync(path, text);
  const read = openIssue(newsletter, path, folder);
  const context = checkContext(newsletter, path);
  if (checkIssue(read, context).some(isStructural)) return;
  await inspectMail(prepareIssue(newsletter, path, read, theme), read, context);
}

/** Milliseconds. */
async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Bodies of published issues, each under a front matter of ours. */
function issuesIn(root: string): string[] {
  if (!existsSync(root)) return [];
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:md|markdown)$/.test(name),
  );
  return files.map((name) => {
    const text = readFileSync(join(root, name), 'utf8');
    const body = text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '').replace(/^(?:[A-Z]\w*: .*\r?\n)+/, '');
    return `---\ntitle: A published issue\n---\n${body}`;
  });
}

/** Seconds. */
async function tally(count: number): Promise<number> {
  const seeds = new Seeds(await openLetter(), folder);
  let seconds = Number.NaN;
  await seeds.withCopy(count, async (path) => {
    const store = await openStore(path);
    const list = await store.transaction((db) => ensureList(db, 'readers', 0));
    seconds =
      (await timed(async () => void (await tallyFields(store.db, list.id, ['first_name'], Date.now())))) /
      1000;
    await store.close();
  });
  return seconds;
}
