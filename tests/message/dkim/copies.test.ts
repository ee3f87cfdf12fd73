import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { coveredHeaders } from '../../../src/message/dkim/coverage.ts';
import { makeKeys } from '../../../src/message/dkim/make-keys.ts';
import { openSigner, type Signer } from '../../../src/message/dkim/signer.ts';
import { compileMessage } from '../../../src/message/template/compile.ts';
import { fillMessage } from '../../../src/message/template/fill.ts';
import { editions, rendered, values } from '../template/arbitraries.ts';
import { askDkimpy, askMailauth, pythonWithDkim } from './judges.ts';

/** Any copy: any issue of any edition, filled with the data of a reader who means harm. */
const copies = fc
  .tuple(editions, rendered, values)
  .map(([edition, issue, reader]) => fillMessage(compileMessage(edition, issue), reader).raw);

/** The same with a header more: below the others, above them, or above the signatures. */
const doubled = fc.tuple(
  copies,
  fc.constantFrom(...coveredHeaders),
  fc.constantFrom('below', 'above', 'top'),
);

let signer: Signer;
beforeAll(async () => {
  const { rsa, ed25519 } = await makeKeys();
  const second = { selector: 'e1', key: ed25519 };
  signer = openSigner({ domain: 'example.org', selector: 's1', key: rsa, ed25519: second, now: Date.now });
});

function withHeader(raw: Buffer, name: string, where: string): Buffer {
  const text = raw.toString('latin1');
  const field = `${name.toUpperCase()}: twice\r\n`;
  const end = text.indexOf('\r\n\r\n') + 2;
  const from = text.search(/^From:/m);
  const at = where === 'top' ? 0 : where === 'above' ? from : end;
  return Buffer.from(text.slice(0, at) + field + text.slice(at), 'latin1');
}

const bothPass = { s1: 'pass', e1: 'pass' };

describe('a signed copy, whoever its reader is', () => {
  it('passes with both keys, and not with another of any header that is covered, to mailauth', async () => {
    await fc.assert(
      fc.asyncProperty(doubled, async ([raw, name, where]) => {
        const signed = await signer.sign(raw, 'relaxed');
        expect(await askMailauth(signed, signer.records)).toEqual(bothPass);
        const verdicts = await askMailauth(withHeader(signed, name, where), signer.records);
        expect(Object.values(verdicts), `${name} ${where}`).not.toContain('pass');
      }),
      { numRuns: 120 },
    );
  });

  it.skipIf(pythonWithDkim === undefined)(
    'passes with both keys, and not with another of any header that is covered, to dkimpy',
    async () => {
      const cases = fc.sample(doubled, 200);
      const signed = await Promise.all(cases.map(([raw]) => signer.sign(raw, 'relaxed')));
      for (const verdict of askDkimpy(signed, signer.records)) expect(verdict).toEqual(bothPass);
      const changed = signed.map((raw, i) => withHeader(raw, cases[i]?.[1] ?? '', cases[i]?.[2] ?? ''));
      for (const [i, verdict] of askDkimpy(changed, signer.records).entries()) {
        expect(Object.values(verdict), `${cases[i]?.[1]} ${cases[i]?.[2]}`).not.toContain('pass');
      }
    },
  );

  it('is signed the same whether its body is known to be relaxed or read for it', async () => {
    const timeless = openSigner({ domain: 'example.org', selector: 's1', key: (await makeKeys()).rsa });
    await fc.assert(
      fc.asyncProperty(copies, async (raw) => {
        expect((await timeless.sign(raw, 'relaxed')).equals(await timeless.sign(raw))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('has no line that is too long, and none that a relay would change', async () => {
    await fc.assert(
      fc.asyncProperty(copies, async (raw) => {
        const text = (await signer.sign(raw, 'relaxed')).toString('latin1');
        expect(text).not.toMatch(/(?<!\r)\n|\r(?!\n)|\0|(?:^|\n)(?:\.|From )/);
        for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
      }),
      { numRuns: 60 },
    );
  });
});
