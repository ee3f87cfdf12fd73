import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { domainOf } from '../../address/email-address.ts';
import { Failure } from '../../finding/failure.ts';
import type { DnsRecord } from '../../message/dkim/dns-record.ts';
import { isSelector, signingDomain } from '../../message/dkim/names.ts';
import { asTyped } from '../../newsletter/as-typed.ts';
import { answersFor } from '../../newsletter/dkim-settings.ts';
import { type Newsletter, openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets } from '../../newsletter/secrets.ts';
import { openSigners } from '../../newsletter/signers.ts';
import { type KeyFile, type NewSigning, newSigning } from '../../newsletter/signing-keys.ts';
import { type Desk, note, print, printJson } from '../desk.ts';
import { recordRows, signingRows } from '../dkim-rows.ts';
import { exitCodes } from '../exit-codes.ts';
import { writeNewFile } from '../new-file.ts';

interface Options {
  readonly domain?: string;
  readonly selector?: string;
  readonly out?: string;
}

/** Makes the keys that sign mail, or finds those that do already, and prints what to publish. */
export async function run(desk: Desk, _: readonly string[], options: Options): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  if (isSetAlready(newsletter, options)) tellSet(desk, newsletter);
  else await makeNew(desk, newsletter, options);
  return exitCodes.done;
}

/** Another selector or another domain asks for new keys. */
function isSetAlready({ settings: { dkim } }: Newsletter, { domain, selector }: Options): boolean {
  if (!dkim) return false;
  const sameDomain = domain === undefined || signingDomain(domain) === dkim.domain;
  return sameDomain && (selector ?? dkim.selector).toLowerCase() === dkim.selector.toLowerCase();
}

/** @throws {Failure} `settings/no-variable`, `settings/secret-file`, `dkim/…` */
function tellSet(desk: Desk, { folder, settings }: Newsletter): void {
  const signerFor = openSigners(settings, loadSecrets(folder, desk.io.env), desk.io.now);
  const records = signerFor?.('').records ?? [];
  if (desk.flags.json) {
    printJson(desk, { made: [], records: records.map(jsonOf) });
    return;
  }
  note(desk, `newsletter.yaml says already how mail is signed for ${settings.dkim?.domain}. To publish:\n`);
  for (const row of recordRows(records)) print(desk, row);
  note(desk, '\nFor new keys, name another selector: pennypost dkim --selector s2');
}

async function makeNew(desk: Desk, newsletter: Newsletter, options: Options): Promise<void> {
  const { folder } = newsletter;
  const out = options.out === undefined ? join(folder, 'dkim') : resolve(desk.cwd, options.out);
  const signing = await newSigning(namesFor(newsletter, options), { out, folder });
  const shown = signing.files.map(({ path }) => asTyped(path, desk.cwd));
  const taken = signing.files.find(({ path }) => existsSync(path));
  if (taken) throw exists(asTyped(taken.path, desk.cwd));
  if (desk.flags.dryRun) {
    note(desk, `Would make two keys: ${shown.join(' and ')}`);
    return;
  }
  for (const file of signing.files) writeKey(file, asTyped(file.path, desk.cwd));
  tellNew(desk, signing, shown);
}

function tellNew(desk: Desk, signing: NewSigning, made: readonly string[]): void {
  if (desk.flags.json) {
    const { records, dkim, environment } = signing;
    printJson(desk, { made, records: records.map(jsonOf), dkim, environment });
    return;
  }
  note(desk, `Made two keys that only you may read: ${made.join(' and ')}`);
  note(desk, 'Keep them, and keep them out of version control: who has them can sign mail in your name.\n');
  for (const row of signingRows(signing)) print(desk, row);
}

/** @throws {Failure} `dkim/domain`, `dkim/selector` */
function namesFor({ settings }: Newsletter, { domain, selector = 's1' }: Options) {
  const author = domainOf(settings.from.address);
  const signer = domain === undefined ? author : signingDomain(domain);
  if (signer === undefined || !answersFor(signer, author)) throw wrongDomain(domain ?? '', author);
  if (!isSelector(`${selector}-ed`)) throw wrongSelector(selector);
  return { domain: signer, selector };
}

/** A folder that is made for keys keeps them out of version control by itself. */
function writeKey({ path, text }: KeyFile, shown: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) writeNewFile(join(folder, '.gitignore'), '*\n');
  if (!writeNewFile(path, text, 0o600)) throw exists(shown);
}

function jsonOf({ name, value, strings }: DnsRecord) {
  return { name, type: 'TXT', value, strings };
}

function exists(file: string): Failure {
  return new Failure('refused', 'dkim/exists', `${file} is there already, and a key is never written over`, {
    advice:
      'Set “dkim” in newsletter.yaml, and this command prints their records. For new keys, name another selector, as in --selector s2, or another folder with --out DIR.',
    undone: 'No key was made.',
  });
}

function wrongDomain(domain: string, author: string): Failure {
  const what = `A signature of ${domain} does not count for mail from ${author}, where newsletter.yaml says it comes from`;
  return new Failure('usage', 'dkim/domain', what, {
    advice: `Use --domain ${author} or a domain above it, or change “from” first.`,
    undone: 'No key was made.',
  });
}

function wrongSelector(selector: string): Failure {
  return new Failure('usage', 'dkim/selector', `No key can be published under the name “${selector}”`, {
    advice: 'Use small letters, digits and hyphens, as in --selector s1',
    undone: 'No key was made.',
  });
}
