import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digestOf,
  isAnswerTo,
  readSignature,
  type SignedQuestion,
  signAnswer,
  signatureHeader,
  signQuestion,
} from '../../src/sync/signature.ts';
import { secret } from '../mailing/stage.ts';
import { setTwoMachines } from './two-machines.ts';

const signed: SignedQuestion = {
  question: 'hello',
  at: 1_796_000_000_000,
  nonce: 'abcdefgh12345678',
  digest: digestOf('{}'),
};

describe('a signature', () => {
  it('is read with the secret it was made with, be it retired, and with no other', () => {
    const header = signQuestion(secret, signed);
    expect(readSignature(['newer-secret-of-the-newsletter', secret], 'hello', header)).toEqual({
      signed,
      secret,
    });
    expect(readSignature(['newer-secret-of-the-newsletter'], 'hello', header)).toBeUndefined();
    expect(readSignature([secret], 'take', header)).toBeUndefined();
  });

  it('is broken by any change to it', () => {
    const header = signQuestion(secret, signed);
    fc.assert(
      fc.property(fc.nat(header.length - 1), fc.constantFrom(...'0123456789abcdef -'), (at, character) => {
        fc.pre(header[at] !== character);
        const changed = header.slice(0, at) + character + header.slice(at + 1);
        expect(readSignature([secret], 'hello', changed)).toBeUndefined();
      }),
    );
  });

  it('of an answer fits its question and its words alone', () => {
    const signature = signAnswer(secret, signed, '{"ok":true}');
    expect(isAnswerTo(secret, signed, '{"ok":true}', signature)).toBe(true);
    expect(isAnswerTo(secret, signed, '{"ok":false}', signature)).toBe(false);
    expect(isAnswerTo(secret, { ...signed, nonce: 'another-nonce' }, '{"ok":true}', signature)).toBe(false);
    expect(isAnswerTo('another-secret-of-the-newsletter', signed, '{"ok":true}', signature)).toBe(false);
  });
});

describe('what the pages answer to', () => {
  const body = JSON.stringify({ version: 1, store: 'x' });

  async function post(address: string, header: string | undefined, said = body, question = 'hello') {
    const headers: Record<string, string> = header === undefined ? {} : { [signatureHeader]: header };
    const response = await fetch(`${address}/sync/${question}`, { method: 'POST', headers, body: said });
    return {
      status: response.status,
      text: await response.text(),
      type: response.headers.get('content-type'),
    };
  }

  it('is what is signed, once; all else is no page, as anywhere', async () => {
    const two = await setTwoMachines([]);
    const fresh = (): SignedQuestion => ({
      question: 'hello',
      at: Date.now(),
      nonce: `nonce-${Math.random().toString(36).slice(2)}-x`,
      digest: digestOf(body),
    });
    const nowhere = await fetch(`${two.address}/nowhere`, { method: 'POST', body });
    const noPage = {
      status: nowhere.status,
      text: await nowhere.text(),
      type: nowhere.headers.get('content-type'),
    };
    expect(noPage.status).toBe(404);
    const header = signQuestion(secret, fresh());
    expect((await post(two.address, header)).status).toBe(200);
    expect(await post(two.address, header), 'asked again').toEqual(noPage);
    expect(await post(two.address, undefined), 'unsigned').toEqual(noPage);
    expect(await post(two.address, signQuestion('another-secret-of-another', fresh()))).toEqual(noPage);
    expect(await post(two.address, signQuestion(secret, fresh()), body.replace('x', 'y')), 'changed').toEqual(
      noPage,
    );
    expect(await post(two.address, signQuestion(secret, { ...fresh(), question: 'take' }))).toEqual(noPage);
    expect(
      await post(
        two.address,
        signQuestion(secret, { ...fresh(), question: 'constructor' }),
        body,
        'constructor',
      ),
    ).toEqual(noPage);
    const old = await post(two.address, signQuestion(secret, { ...fresh(), at: Date.now() - 400_000 }));
    expect([old.status, JSON.parse(old.text)]).toEqual([409, expect.objectContaining({ error: 'clock' })]);
    await two.strike();
  });
});
