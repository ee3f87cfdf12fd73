import { addressKey, type EmailAddress } from '../../address/email-address.ts';
import { hostedPicturesOf } from '../../mailing/archive-copy.ts';
import { editionOf, freezeContent, variantKey } from '../../mailing/content.ts';
import { copyFiller, signCopy } from '../../mailing/copy.ts';
import { Line } from '../../mailing/engine/line.ts';
import { contentHash, type PreparedIssue, segmentsOf } from '../../mailing/prepare.ts';
import type { Message } from '../../message/message.ts';
import { signLinkTokens } from '../../message/tokens.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { openSigners, requireAligned, type SignerFor } from '../../newsletter/signers.ts';
import { connectFailure } from '../../smtp/connect-fault.ts';
import type { Outcome } from '../../smtp/outcome.ts';
import { putPictures } from '../../store/pictures.ts';
import type { Store } from '../../store/store.ts';
import { findSubscriber } from '../../store/subscribers.ts';
import { rememberTest } from '../../store/tests.ts';
import { type Desk, note, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { inspectAtDesk, issueAtDesk, prepareAtDesk, requireNoErrors } from '../issue-at-desk.ts';
import { type MailServer, openMail, pictureWay, settingOf, tryConnection } from '../mail-server.ts';
import { typedAddress } from '../typed-address.ts';

/** Mails one copy to each address, as it would really go out, and remembers that this very text was tested. */
export async function run(
  desk: Desk,
  [wanted = '', ...addresses]: readonly string[],
  options: { readonly embed?: boolean },
): Promise<number> {
  const recipients = addresses.map(typedAddress);
  const issue = issueAtDesk(desk, wanted);
  requireNoErrors(desk, issue, 'Nothing was sent.');
  const { settings, folder } = issue.newsletter;
  const secrets = loadSecrets(folder, desk.io.env);
  const keys = requireLinkKeys(secrets);
  const signerFor = openSigners(settings, secrets, desk.io.now);
  const mail = await openMail(issue.newsletter, secrets);
  try {
    const prepared = await prepareAtDesk(issue, undefined, pictureWay(mail, options));
    const findings = await inspectAtDesk(issue, prepared);
    requireNoErrors(desk, { read: issue.read, findings }, 'Nothing was sent.');
    requireAligned(settings, prepared.from);
    note(desk, `Mail goes to ${mail.describe}.`);
    return await withStore(issue.newsletter, (store) => {
      const bench = { desk, store, prepared, keys, signerFor, mail };
      return desk.flags.dryRun ? rehearse(bench, recipients) : mailAll(bench, recipients);
    });
  } finally {
    await mail.close();
  }
}

interface Bench {
  readonly desk: Desk;
  readonly store: Store;
  readonly prepared: PreparedIssue;
  readonly keys: readonly string[];
  readonly signerFor: SignerFor | undefined;
  readonly mail: MailServer;
}

/** Makes every copy and hands over none. */
async function rehearse(bench: Bench, recipients: readonly EmailAddress[]): Promise<number> {
  for (const email of recipients) {
    const { raw } = await copyFor(bench, email);
    note(bench.desk, `${email}  a copy of ${(raw.length / 1024).toFixed(0)} KB was made`);
  }
  await tryConnection(bench.desk, bench.mail);
  note(bench.desk, 'The server was reached. Nothing was sent: this is a dry run.');
  return exitCodes.done;
}

async function mailAll(bench: Bench, recipients: readonly EmailAddress[]): Promise<number> {
  const { desk, store, prepared, mail } = bench;
  const hash = await contentHash(prepared);
  const line = new Line(mail.server);
  if (!mail.isOutbox) await putPictures(store.db, hostedPicturesOf(prepared));
  let reached = 0;
  try {
    for (const email of recipients) {
      const outcome = await handOver(mail, line, await copyFor(bench, email));
      tell(desk, email, outcome);
      if (outcome.kind !== 'accepted') continue;
      reached += 1;
      await rememberTest(store.db, { contentHash: hash, email, at: desk.io.now() });
    }
  } finally {
    await line.quit();
  }
  if (mail.isOutbox && reached > 0) note(desk, 'To read it: pennypost preview, then /outbox');
  return reached === recipients.length ? exitCodes.done : exitCodes.incomplete;
}

/** Over the same connection as the one before, or over a new one. @throws {Failure} `smtp/…` */
async function handOver({ server, variables }: MailServer, line: Line, message: Message): Promise<Outcome> {
  const opened = await line.open();
  if (!opened.ok) throw connectFailure(server.describe, opened.fault, settingOf(variables, server.name));
  return opened.transport.deliver(message);
}

/** Somebody on a list gets their own copy; anybody else one with every fallback and every segment's blocks. */
async function copyFor(bench: Bench, email: EmailAddress): Promise<Message> {
  const { desk, store, prepared, keys, signerFor, mail } = bench;
  const subscriber = await findSubscriber(store.db, addressKey(email));
  const segments = subscriber ? segmentsOf(prepared, subscriber) : new Set(prepared.segments.keys());
  const content = await freezeContent(prepared, [segments]);
  const mailing = `test-${desk.io.now().toString(36)}`;
  const edition = editionOf(content, { mailing, kind: 'test', list: 'tests' });
  const reader = {
    email,
    subscriber: String(subscriber?.id ?? email),
    fields: subscriber?.fields ?? {},
    variant: variantKey(segments),
  };
  // A test's links name no list: whoever follows them leaves none.
  const tokens = signLinkTokens(keys, { list: 0, subscriber: 0, mailing });
  const copy = copyFiller(content, edition)(reader, tokens, new Date(desk.io.now()));
  return signerFor ? signCopy(signerFor(mail.server.name), copy) : copy;
}

function tell(desk: Desk, email: EmailAddress, outcome: Outcome): void {
  if (desk.flags.json) printJson(desk, { event: 'test', email, ...outcome });
  else note(desk, `${email}  ${inWords(outcome)}`);
}

function inWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'accepted':
      return `accepted: ${outcome.reply}`;
    case 'deferred':
      return `put off: ${outcome.reply}`;
    case 'rejected':
    case 'elsewhere':
    case 'pause':
      return `refused: ${outcome.reply}`;
    case 'unknown':
      return `unknown: ${outcome.why}`;
    case 'putBack':
      return `not taken now: ${outcome.slow.why}`;
  }
}
