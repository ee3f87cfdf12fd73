import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addressKey } from '../../address/email-address.ts';
import { Failure } from '../../finding/failure.ts';
import { type Desk, note, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { printFindings } from '../findings.ts';
import { type IssueAtDesk, issueAtDesk, prepareAtDesk } from '../issue-at-desk.ts';
import { makeFolder } from '../make-folder.ts';
import { filledFor, messageFor, nobody, type SampleReader } from '../sample-copy.ts';
import { typedAddress } from '../typed-address.ts';

interface Options {
  html?: boolean;
  text?: boolean;
  eml?: boolean;
  for?: string;
  segment?: string[];
  out?: string;
}

type Form = 'html' | 'text' | 'eml' | 'json';

/** Prints an issue in one form, or writes one or all forms into a folder. Findings never stop it. */
export async function run(desk: Desk, [wanted = '']: readonly string[], options: Options): Promise<number> {
  const issue = issueAtDesk(desk, wanted);
  printFindings(desk, issue.findings, issue.read.sources);
  const prepared = await prepareAtDesk(issue);
  const reader = options.for === undefined ? nobody() : await readerNamed(issue, options.for);
  const also = options.segment ?? [];
  const filled = await filledFor(prepared, reader, also);
  const bytes = async (form: Form): Promise<string | Buffer> => {
    if (form === 'eml') return (await messageFor(prepared, reader, also, desk.io.now())).raw;
    return form === 'json' ? `${JSON.stringify(filled, null, 2)}\n` : filled[form];
  };
  const forms = formsOf(desk, options);
  if (options.out === undefined) {
    desk.io.stdout.write((await bytes(forms[0] ?? 'html')).toString('utf8'));
    return exitCodes.done;
  }
  const folder = resolve(desk.cwd, options.out);
  makeFolder(folder);
  for (const form of forms) {
    const file = join(folder, `${issue.read.issue.slug}.${form === 'text' ? 'txt' : form}`);
    writeFileSync(file, await bytes(form));
    note(desk, file);
  }
  return exitCodes.done;
}

function formsOf(desk: Desk, options: Options): readonly Form[] {
  const asked: Form[] = [];
  if (options.html) asked.push('html');
  if (options.text) asked.push('text');
  if (options.eml) asked.push('eml');
  if (desk.flags.json) asked.push('json');
  if (asked.length > 0) return asked;
  return options.out === undefined ? ['html'] : ['html', 'text', 'eml'];
}

async function readerNamed({ newsletter }: IssueAtDesk, address: string): Promise<SampleReader> {
  const email = typedAddress(address);
  const { findSubscriber } = await import('../../store/subscribers.ts');
  const subscriber = await withStore(newsletter, (store) => findSubscriber(store.db, addressKey(email)));
  if (subscriber) return { email, fields: subscriber.fields, tags: subscriber.tags };
  throw new Failure('usage', 'subscribers/unknown', `${address} is on no list`, {
    advice: 'See who is: pennypost subscribers list',
  });
}
