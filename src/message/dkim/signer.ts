import { createHash } from 'node:crypto';
import { Failure } from '../../finding/failure.ts';
import { nameOf, relaxedBody, relaxedHeader, splitMessage } from './canonical.ts';
import { coverage } from './coverage.ts';
import { type DnsRecord, dnsRecord } from './dns-record.ts';
import { openKey } from './key.ts';
import { isSelector, signingDomain } from './names.ts';
import { type SelectedKey, type Signable, signatureWriter } from './signature.ts';

/** Whose signature, and with which keys (PEM). */
export interface SignerSettings {
  /** The domain that answers for the mail: that of From, or one above it, for DMARC (RFC 9989). */
  readonly domain: string;
  readonly selector: string;
  /** An RSA key of 2048 bits or more. */
  readonly key: string;
  /** A second signature, for receivers who know RFC 8463. */
  readonly ed25519?: { readonly selector: string; readonly key: string };
  /** Headers left unsigned because a relay rewrites them: Amazon SES changes Message-ID and Date. */
  readonly unsigned?: readonly string[];
  /** Milliseconds since 1970, for the time of a signature; without it, signatures have none. */
  readonly now?: () => number;
}

/** Whether white space in a body may still have to be reduced. */
export type BodyForm = 'any' | 'relaxed';

export interface Signer {
  /** What has to be published for the signatures to verify. */
  readonly records: readonly DnsRecord[];
  /**
   * The message with a `DKIM-Signature` of each key before it: relaxed/relaxed, no `l=`, every covered header
   * signed once more than it is there. Lines end with CRLF, as they will on the wire. A body that is known to
   * be relaxed already (RFC 6376 s.3.4.4), as what `fillMessage` writes always is, is not read for it again.
   */
  sign(raw: Buffer, body?: BodyForm): Promise<Buffer>;
}

/**
 * Reads the keys and tries them, so that a bad one stops a mailing before its first message.
 * @throws {Failure} `dkim/…`; never with anything of a key in it.
 */
export function openSigner(settings: SignerSettings): Signer {
  const domain = readDomain(settings.domain);
  const keys = readKeys(settings);
  const covered = coverage(settings.unsigned ?? []);
  const writers = keys.map((key) => signatureWriter(domain, key));
  return {
    records: keys.map((key) => dnsRecord(domain, key)),
    sign: async (raw, form = 'any') => {
      const time = settings.now && Math.floor(settings.now() / 1000);
      const signable = { ...signableOf(raw, form, covered), time };
      const fields = await Promise.all(writers.map((write) => write(signable)));
      return Buffer.concat([Buffer.from(fields.join(''), 'latin1'), raw]);
    },
  };
}

function readKeys({ selector, key, ed25519 }: SignerSettings): SelectedKey[] {
  if (ed25519?.selector.toLowerCase() === selector.toLowerCase()) {
    throw failure('selector', `Both DKIM keys have the selector “${selector}”`, 'Give each its own.');
  }
  const first = { selector: readSelector(selector), key: openKey(key, 'rsa') };
  if (!ed25519) return [first];
  return [first, { selector: readSelector(ed25519.selector), key: openKey(ed25519.key, 'ed25519') }];
}

function readDomain(domain: string): string {
  const read = signingDomain(domain);
  if (read !== undefined) return read;
  throw failure('domain', `“${domain}” is no domain to sign for`, 'Write it like news.example.org.');
}

function readSelector(selector: string): string {
  if (isSelector(selector)) return selector;
  throw failure('selector', `“${selector}” is no selector of a DKIM key`, 'Write it like s1.');
}

function failure(name: string, what: string, advice: string): Failure {
  return new Failure('setup', `dkim/${name}`, what, { advice, undone: 'Nothing was sent.' });
}

function signableOf(
  raw: Buffer,
  form: BodyForm,
  covered: readonly string[],
): Pick<Signable, 'names' | 'headers' | 'bodyHash'> {
  const { fields, body } = splitMessage(raw);
  const present = lastFirst(fields);
  let [names, headers] = ['', ''];
  for (const name of covered) {
    names += `${names === '' ? '' : ':'}${name}`;
    for (const field of present.get(name.toLowerCase()) ?? []) {
      names += `:${name}`;
      headers += `${relaxedHeader(field)}\r\n`;
    }
  }
  return { names, headers, bodyHash: digest(form === 'relaxed' ? body : relaxedBody(body)) };
}

function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64');
}

/** The fields by name; of several of one name, the last is signed first (RFC 6376 s.5.4.2). */
function lastFirst(fields: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const field of fields.toReversed()) {
    const name = nameOf(field);
    const known = byName.get(name);
    if (known) known.push(field);
    else byName.set(name, [field]);
  }
  return byName;
}
