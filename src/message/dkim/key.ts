import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { Failure } from '../../finding/failure.ts';

/** The two kinds of key: RFC 6376 and RFC 8463. */
export type KeyKind = 'rsa' | 'ed25519';

const called: Readonly<Record<KeyKind, string>> = { rsa: 'RSA', ed25519: 'Ed25519' };

/** RFC 8301 s.3.2 lets verifiers refuse shorter ones, and Gmail does. */
const leastBits = 2048;

/**
 * Reads a private key (PEM) once and tries it: a key of another kind, one that is too short or one that makes
 * signatures which do not verify is a failure, and no failure holds any of the key.
 * @throws {Failure} `dkim/key-unreadable`, `-public`, `-locked`, `-kind`, `-short` or `-broken`.
 */
export function openKey(pem: string, kind: KeyKind): KeyObject {
  const key = parse(pem.replaceAll('\\n', '\n').trim(), kind);
  if (key.asymmetricKeyType !== kind) throw otherKind(key, kind);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? leastBits;
  if (bits < leastBits) throw tooShort(bits);
  if (!works(key)) throw broken(kind);
  return key;
}

/** What `crypto.sign` calls the digest: Ed25519 signs what it is given (RFC 8463 s.3). */
export function digestOf(key: KeyObject): 'sha256' | null {
  return key.asymmetricKeyType === 'rsa' ? 'sha256' : null;
}

function parse(pem: string, kind: KeyKind): KeyObject {
  if (/BEGIN (?:RSA )?PUBLIC KEY|BEGIN CERTIFICATE/.test(pem)) throw publicKey(kind);
  if (/ENCRYPTED/.test(pem)) throw locked(kind);
  try {
    return createPrivateKey(pem);
  } catch {
    throw unreadable(kind);
  }
}

function works(key: KeyObject): boolean {
  const probe = Buffer.from('pennypost tries its key');
  try {
    return verify(digestOf(key), probe, createPublicKey(key), sign(digestOf(key), probe, key));
  } catch {
    return false;
  }
}

function unreadable(kind: KeyKind): Failure {
  return failure('unreadable', kind, 'cannot be read: it is not a private key in PEM', whole);
}

function publicKey(kind: KeyKind): Failure {
  return failure('public', kind, 'is a public key or a certificate; signing takes the private key', whole);
}

function locked(kind: KeyKind): Failure {
  const advice = 'Unlock it with: openssl pkey -in locked.pem -out key.pem';
  return failure('locked', kind, 'is locked with a password', advice);
}

function otherKind(key: KeyObject, kind: KeyKind): Failure {
  const found = key.asymmetricKeyType?.toUpperCase() ?? 'UNKNOWN';
  return failure('kind', kind, `is of another kind: ${found}`, another);
}

function tooShort(bits: number): Failure {
  return failure('short', 'rsa', `has ${bits} bits, and receivers trust ${leastBits} or more`, another);
}

function broken(kind: KeyKind): Failure {
  return failure('broken', kind, 'makes signatures that do not verify: its file is damaged', another);
}

const whole = 'Give the whole file, from “-----BEGIN PRIVATE KEY-----” to its end.';
const another = 'pennypost dkim makes a new pair of keys, and says what to publish.';

function failure(name: string, kind: KeyKind, what: string, advice: string): Failure {
  return new Failure('setup', `dkim/key-${name}`, `The DKIM key (${called[kind]}) ${what}`, {
    advice,
    undone: 'Nothing was sent.',
  });
}
