import { resolve } from 'node:path';
import { Failure } from '../../finding/failure.ts';
import type { Mail } from '../../inbox/arrived.ts';
import { readInbox } from '../../inbox/read-inbox.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets, requireLinkKeys, type Secrets } from '../../newsletter/secrets.ts';
import { type Desk, note, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { handledJson, InboxTally, requestRow, unclearRow } from '../inbox-report.ts';

interface Options {
  maildir?: string;
  stdin?: boolean;
  markSeen?: boolean;
}

/** So many messages that are left to the person are named, or all with `--verbose`. */
const namedUnclear = 20;

/** Acts on what the mailbox asks for; one line for each request, and for what it does not understand. */
export async function run(desk: Desk, _words: readonly string[], options: Options): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const secrets = loadSecrets(newsletter.folder, desk.io.env);
  const reading = {
    secrets: requireLinkKeys(secrets),
    now: desk.io.now,
    dryRun: desk.flags.dryRun,
    markSeen: options.markSeen === true,
  };
  const mail = await mailOf(desk, secrets, options);
  const tally = new InboxTally();
  let ended = false;
  try {
    await withStore(newsletter, async (store) => {
      for await (const handled of readInbox(mail, { store, ...reading })) {
        tally.add(handled);
        if (desk.flags.json) printJson(desk, handledJson(handled));
        else if (handled.kind === 'request') printRequest(desk, requestRow(handled, desk.flags.dryRun));
        else if (handled.kind === 'unclear' && (desk.flags.verbose || tally.unclear <= namedUnclear))
          note(desk, unclearRow(handled));
      }
    });
    ended = true;
  } finally {
    // Where the reading breaks off, what was done until then is said too.
    if (ended || tally.counts().read > 0) summarise(desk, tally);
  }
  return exitCodes.done;
}

function summarise(desk: Desk, tally: InboxTally): void {
  if (desk.flags.json) printJson(desk, { event: 'inbox', ...tally.counts(), dryRun: desk.flags.dryRun });
  else for (const row of tally.rows(desk.flags.dryRun)) note(desk, row);
}

function printRequest(desk: Desk, row: string | undefined): void {
  if (row !== undefined) print(desk, row);
}

async function mailOf(desk: Desk, { inboxUrl }: Secrets, options: Options): Promise<Mail> {
  const { maildir, stdin, markSeen } = options;
  if (maildir !== undefined && stdin) throw twoSources();
  if (stdin && markSeen) throw nothingToMark();
  if (stdin) return (await import('../../inbox/mbox.ts')).readMbox(desk.io.stdin);
  if (maildir !== undefined) {
    return (await import('../../inbox/maildir.ts')).readMaildir(resolve(desk.cwd, maildir));
  }
  if (inboxUrl === undefined) throw noInbox();
  const [{ parseInboxUrl }, { readImap }] = await Promise.all([
    import('../../inbox/inbox-url.ts'),
    import('../../inbox/imap.ts'),
  ]);
  return readImap(parseInboxUrl(inboxUrl), { marking: markSeen === true && !desk.flags.dryRun });
}

function noInbox(): Failure {
  return new Failure('setup', 'inbox/no-url', 'INBOX_URL is not set, so there is no mailbox to read', {
    advice:
      'Put a line INBOX_URL=imaps://user:password@imap.example.org/INBOX into .env, or use --maildir DIR or --stdin.',
    undone: 'Nothing was read.',
  });
}

function twoSources(): Failure {
  return new Failure('usage', 'inbox/sources', '--maildir and --stdin are two places to read from', {
    advice: 'Use one of them.',
    undone: 'Nothing was read.',
  });
}

function nothingToMark(): Failure {
  return new Failure('usage', 'inbox/mark-stdin', '--mark-seen has nothing to mark in what is piped in', {
    advice: 'Leave it out, or read a mailbox.',
    undone: 'Nothing was read.',
  });
}
