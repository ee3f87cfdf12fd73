import { openSigner, type Signer } from '../message/dkim/signer.ts';
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
