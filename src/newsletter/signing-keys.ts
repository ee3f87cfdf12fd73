import { join } from 'node:path';
import type { DnsRecord } from '../message/dkim/dns-record.ts';
import { makeKeys } from '../message/dkim/make-keys.ts';
import { openSigner } from '../message/dkim/signer.ts';
import { asTyped } from './as-typed.ts';

/** A private key and where it is to lie: absolute. */
export interface KeyFile {
  readonly path: string;
  readonly text: string;
}

/** All that a newsletter takes to sign its mail. */
export interface NewSigning {
  readonly files: readonly KeyFile[];
  readonly records: readonly DnsRecord[];
  /** `dkim` in newsletter.yaml. */
  readonly dkim: {
    readonly domain: string;
    readonly selector: string;
    readonly key: string;
    readonly ed25519: { readonly selector: string; readonly key: string };
  };
  /** Lines of `.env`. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Makes an RSA and an Ed25519 key, and tries them; nothing is written. `out` is the folder for their files, and
 * `folder` the newsletter's, from which `.env` names them.
 * @throws {Failure} `dkim/domain`, `dkim/selector`
 */
export async function newSigning(
  { domain, selector }: { readonly domain: string; readonly selector: string },
  { out, folder }: { readonly out: string; readonly folder: string },
): Promise<NewSigning> {
  const { rsa, ed25519 } = await makeKeys();
  const second = `${selector}-ed`;
  const { records } = openSigner({ domain, selector, key: rsa, ed25519: { selector: second, key: ed25519 } });
  const [first, other] = [join(out, `${selector}.pem`), join(out, `${second}.pem`)];
  return {
    files: [
      { path: first, text: rsa },
      { path: other, text: ed25519 },
    ],
    records,
    dkim: {
      domain,
      selector,
      key: 'DKIM_KEY_FILE',
      ed25519: { selector: second, key: 'DKIM_ED_KEY_FILE' },
    },
    environment: { DKIM_KEY_FILE: from(folder, first), DKIM_ED_KEY_FILE: from(folder, other) },
  };
}

/** A path inside the newsletter's folder goes with it. */
function from(folder: string, path: string): string {
  const short = asTyped(path, folder);
  return short.startsWith('../') ? path : short;
}
