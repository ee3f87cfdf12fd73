// The whole way of an issue, from its file to an outbox on this machine: `npm run demo` builds and runs it.
// It works on a copy of this newsletter in .pennypost/demo, made anew each time, and sees no mail account.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(here, '.pennypost', 'demo');
const program = join(here, 'dist', 'cli', 'bin.js');
const issue = '2016-10-24-failing-at-therapy';
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(SMTP|DATABASE|PENNYPOST|DKIM)_/.test(name)),
);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const part of ['newsletter.yaml', 'templates', `issues/${issue}.md`, 'subscribers/sample.csv']) {
  cpSync(join(here, part), join(folder, part), { recursive: true });
}
const secret = randomBytes(32).toString('base64url');
writeFileSync(join(folder, '.env'), `PENNYPOST_SECRET=${secret}\n`, { mode: 0o600 });

run(0, 'check', `issues/${issue}.md`);
run(0, 'subscribers', 'import', 'subscribers/sample.csv');
const [list] = json('subscribers', 'list');
run(0, 'test', 'failing-at-therapy', 'you@example.com');
// The sample list holds an address that is refused and one that is put off: not everybody is reached, which is 5.
run(5, 'send', 'failing-at-therapy', '--yes', '--wait', '0');
tell();

/** Runs one command as a person would, shows it, and sees that it ends as it should. */
function run(expected, ...args) {
  console.log(`\n$ pennypost ${args.join(' ')}`);
  const { status } = pennypost('inherit', args);
  if (status === expected) return;
  console.error(`\nThe demo stops here: this ended with ${status}, not with ${expected}.`);
  process.exit(1);
}

function pennypost(stdio, args) {
  return spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', stdio, 'inherit'],
  });
}

function json(...args) {
  const { stdout } = pennypost('pipe', [...args, '--json']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Says what was done, in the words of the ledger. */
function tell() {
  const [status] = json('status');
  const { mailing, recipients, counts, state } = status;
  console.log(`
What happened
  checked    issues/${issue}.md
  imported   ${list.active} readers, and ${list.unsubscribed} who has unsubscribed and gets nothing
  tested     one copy, marked [Test], to you@example.com
  sent       mailing ${mailing}, ${state}: ${counts.accepted} of ${recipients} copies are in the outbox`);
  for (const [who, words] of [
    ['rejected', 'refused'],
    ['deferred', 'put off'],
  ]) {
    for (const { email, reply } of json('status', mailing, '--who', who)) {
      console.log(`  ${words.padEnd(9)}  ${email}: ${reply}`);
    }
  }
  console.log(`
Nothing has left this machine. To see the issue and the outbox:
  npx pennypost preview --cwd .pennypost/demo
To send again to whoever was put off:
  npx pennypost resume --cwd .pennypost/demo`);
}
