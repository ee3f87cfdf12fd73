// What a DKIM signature costs: `npx tsx bench/sign.ts [rounds]`.
import DKIM from 'nodemailer/lib/dkim';
import { makeKeys } from '../src/message/dkim/make-keys.ts';
import { openSigner, type Signer } from '../src/message/dkim/signer.ts';
import { compileMessage } from '../src/message/template/compile.ts';
import { fillMessage } from '../src/message/template/fill.ts';
import { openLetter, reader } from './letter.ts';
import { measure, print } from './rounds.ts';

const rounds = Number(process.argv[2] ?? 7);
/** As many as an engine has in hand. */
const together = 16;

const { edition, rendered } = await openLetter();
const { raw } = fillMessage(compileMessage(edition, rendered), reader(0));
const keys = await makeKeys();
const about = { domain: 'news.example.org', selector: 's1', key: keys.rsa };
const rsa = openSigner(about);
const both = openSigner({ ...about, ed25519: { selector: 'e1', key: keys.ed25519 } });
const theirs = new DKIM({ domainName: about.domain, keySelector: 's1', privateKey: keys.rsa });

async function signWithNodemailer(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of theirs.sign(raw)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function inHand(sign: () => Promise<unknown>, times: number): Promise<void> {
  let left = times;
  const one = async () => {
    while (left-- > 0) await sign();
  };
  await Promise.all(Array.from({ length: together }, one));
}

function ours(signer: Signer, times: number) {
  return { times, way: (count: number) => inHand(() => signer.sign(raw, 'relaxed'), count) };
}

console.log(
  `A message of ${raw.length} bytes signed, ${together} in hand, medians of ${rounds} rounds in turn:`,
);
const measured = await measure(
  {
    'nodemailer, RSA-2048': { times: 300, way: (count) => inHand(signWithNodemailer, count) },
    'ours, RSA-2048 on the thread pool': ours(rsa, 1500),
    'ours, RSA-2048 and Ed25519': ours(both, 1500),
  },
  rounds,
);
print(measured);
