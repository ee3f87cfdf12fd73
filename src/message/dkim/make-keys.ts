import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** Two new private keys, as PKCS #8 in PEM. */
export interface NewKeys {
  /** RSA with 2048 bits, which every receiver knows. */
  readonly rsa: string;
  /** Ed25519, the second signature. */
  readonly ed25519: string;
}

const generate = promisify(generateKeyPair);

/** `openSigner` takes them, and its `records` are what to publish. */
export async function makeKeys(): Promise<NewKeys> {
  const rsa = await generate('rsa', { modulusLength: 2048 });
  const ed25519 = await generate('ed25519');
  return { rsa: pem(rsa.privateKey), ed25519: pem(ed25519.privateKey) };
}

function pem(key: { export(how: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
