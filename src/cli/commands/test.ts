import { addressKey, type EmailAddress, parseEmailAddress } from '../../address/email-address.ts';
import { Failure } from '../../finding/failure.ts';
import { editionOf, freezeContent, variantKey } from '../../mailing/content.ts';
import { composeCopy } from '../../mailing/copy.ts';
import { contentHash, type PreparedIssue, segmentsOf } from '../../mailing/prepare.ts';
import { signLinkTokens } from '../../message/tokens.ts';
import { loadSecrets, requireLinkKeys } from '../../newsletter/secrets.ts';
import { connectFailure } from '../../smtp/connect-fault.ts';
import type { Outcome } from '../../smtp/outcome.ts';
import type { Transport } from '../../smtp/transport.ts';
import type { Store } from '../../store/store.ts';
import { findSubscriber } from '../../store/subscribers.ts';
import { rememberTest } from '../../store/tests.ts';
import { type Desk, note, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { issueAtDesk, prepareAtDesk, requireNoErrors } from '../issue-at-desk.ts';
import { openMail } from '../mail-server.ts';

/** Mails one copy to each address, as it would really go out, and remembers that this very text was tested. */
export async function run(desk: Desk, [wanted = '', ...addresses]: readonly string[]): Promise<number> {
  const recipients = addresses.map(parseRecipient);
  const issue = issueAtDesk(desk, wanted);
  requireNoErrors(desk, issue, 'Nothing was sent.');
  const secrets = loadSecrets(issue.newsletter.folder, desk.io.env);
  const keys = requireLinkKeys(secrets);
  const prepared = await prepareAtDesk(issue);
  const mail = await openMail(issue.newsletter, secrets);
  try {
    note(desk, `Mail goes to ${mail.describe}.`);
    const connected = await mail.server.connect();
    if (!connected.ok) throw connectFailure(mail.server.describe, connected.fault);
    const { transport } = connected;
    return await withStore(issue.newsletter, async (store) => {
      const outcomes = await sendAll({ desk, store, prepared, keys, transport }, recipients);
      if (mail.isOutbox) note(desk, 'To read it: pennypost preview, then /outbox');
      return outcomes.every(({ kind }) => kind === 'accepted') ? exitCodes.done : exitCodes.incomplete;
    });
  } finally {
    await mail.close();
  }
}

function parseRecipient(text: string): EmailAddress {
  const parsed = parseEmailAddress(text);
  if (parsed.ok) return parsed.address;
  throw new Failure('usage', 'address/invalid', `${text} is not an address: ${parsed.fault}`, {
    undone: 'Nothing was sent.',
  });
}

interface Bench {
  readonly desk: Desk;
  readonly store: Store;
  readonly prepared: PreparedIssue;
  readonly keys: readonly string[];
  readonly transport: Transport;
}

async function sendAll(bench: Bench, recipients: readonly EmailAddress[]): Promise<Outcome[]> {
  const hash = await contentHash(bench.prepared);
  const outcomes: Outcome[] = [];
  for (const email of recipients) {
    const outcome = await bench.transport.deliver(await messageTo(bench, email));
    outcomes.push(outcome);
    if (outcome.kind === 'accepted') {
      await rememberTest(bench.store.db, { contentHash: hash, email, at: bench.desk.io.now() });
    }
    tell(bench.desk, email, outcome);
  }
  await bench.transport.quit();
  return outcomes;
}

/** Somebody on a list gets their own copy; anybody else one with every fallback and every segment's blocks. */
async function messageTo({ desk, store, prepared, keys }: Bench, email: EmailAddress) {
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
  return composeCopy(content, edition, reader, tokens, new Date(desk.io.now()));
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
    case 'pause':
      return `refused: ${outcome.reply}`;
    case 'unknown':
      return `unknown: ${outcome.why}`;
    case 'putBack':
      return `not taken now: ${outcome.slow.why}`;
  }
}
