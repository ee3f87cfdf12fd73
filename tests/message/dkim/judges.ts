import { spawnSync } from 'node:child_process';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import type { DnsRecord } from '../../../src/message/dkim/dns-record.ts';

/** What a verifier made of each signature of a message, by its selector: `pass`, or something else. */
export type Verdicts = Readonly<Record<string, string>>;

/** mailauth, which finds the keys in the records as they would be published. */
export async function askMailauth(raw: Buffer, records: readonly DnsRecord[]): Promise<Verdicts> {
  const resolver = async (name: string, type: string) => {
    const record = records.find((one) => one.name === name);
    if (record && type === 'TXT') return [[...record.strings]];
    throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' });
  };
  const { results } = await dkimVerify(raw, { resolver });
  return Object.fromEntries(
    results.flatMap(({ selector, status }) => (selector === undefined ? [] : [[selector, status.result]])),
  );
}

const judge = new URL('./judge.py', import.meta.url).pathname;

/** A Python that has dkimpy and, for Ed25519, PyNaCl: Debian's python3-dkim and python3-nacl. */
export const pythonWithDkim = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import dkim, nacl']).status === 0,
);

/** dkimpy, for many messages at once. */
export function askDkimpy(mails: readonly Buffer[], records: readonly DnsRecord[]): Verdicts[] {
  const keys = Object.fromEntries(records.map(({ name, strings }) => [name, strings.join('')]));
  const input = JSON.stringify({ keys, mails: mails.map((mail) => mail.toString('base64')) });
  const { stdout, stderr, status } = spawnSync(pythonWithDkim ?? 'python3', [judge], {
    input,
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`dkimpy could not judge: ${stderr}`);
  return JSON.parse(stdout);
}
