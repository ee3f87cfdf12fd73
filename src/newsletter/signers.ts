import { domainOf } from '../address/email-address.ts';
import type { Mailbox } from '../address/mailbox.ts';
import { Failure } from '../finding/failure.ts';
import { openSigner, type Signer } from '../message/dkim/signer.ts';
import { answersFor } from './dkim-settings.ts';
import { requireNamed, type Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';

/** Who signs the copies that a server, by its name, hands over. */
export type SignerFor = (server: string) => Signer;

/**
 * Opens the signers that `dkim` asks for; none where it is not set. `now` gives milliseconds since 1970.
 * @throws {Failure} `settings/no-variable`, `settings/secret-file`, `dkim/…` when a key is missing or bad
 */
export function openSigners(
  { dkim, sending }: Settings,
  secrets: Secrets,
  now: () => number,
): SignerFor | undefined {
  if (!dkim) return undefined;
  const { ed25519, ...first } = dkim;
  const keys = {
    ...first,
    key: requireNamed(secrets, first.key, 'dkim.key'),
    ...(ed25519
      ? { ed25519: { ...ed25519, key: requireNamed(secrets, ed25519.key, 'dkim.ed25519.key') } }
      : {}),
    now,
  };
  const usual = openSigner(keys);
  const lenient = sending.servers.filter(({ unsigned }) => unsigned.length > 0);
  const own = new Map(lenient.map(({ name, unsigned }) => [name, openSigner({ ...keys, unsigned })]));
  return (server) => own.get(server) ?? usual;
}

/**
 * An issue may have a `from` of its own, which the signature has to answer for as it does for the newsletter's.
 * With a mailing's id, `from` is what was frozen with that mailing: nothing but the signature can be changed then.
 * @throws {Failure} `dkim/from`
 */
export function requireAligned({ dkim }: Settings, from: Mailbox, mailing?: string): void {
  const author = domainOf(from.address);
  if (!dkim || answersFor(dkim.domain, author)) return;
  const wider = `let dkim.domain be ${author} or a domain above it`;
  const what = `The issue is from ${from.address}, and is signed for ${dkim.domain}, which does not answer for it`;
  throw new Failure('setup', 'dkim/from', what, {
    advice:
      mailing === undefined
        ? `Take “from” out of the issue, or ${wider}.`
        : `What it is from was settled when it was begun: in newsletter.yaml, ${wider}, and resume again. Or end it: pennypost cancel ${mailing}.`,
    undone: 'Nothing was sent.',
  });
}
