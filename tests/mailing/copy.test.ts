import { describe, expect, it } from 'vitest';
import type { Content } from '../../src/mailing/content.ts';
import { editionOf } from '../../src/mailing/content.ts';
import { copiesOf, type MakeCopy } from '../../src/mailing/copy.ts';
import { makeKeys } from '../../src/message/dkim/make-keys.ts';
import { openSigner } from '../../src/message/dkim/signer.ts';
import type { Message } from '../../src/message/message.ts';
import { readToken } from '../../src/message/tokens.ts';
import type { Cleared } from '../../src/store/delivery.ts';
import { askMailauth } from '../message/dkim/judges.ts';
import { headerOf, readWithPython } from '../message/python-mail.ts';
import { address, issue, template } from '../message/template/sample.ts';
import { secret } from './stage.ts';

const content: Content = {
  url: 'https://news.example.org',
  newsletter: 'News + Notes',
  from: { name: 'News + Notes', address: address('hello@news.example.org') },
  replyTo: null,
  bounces: address('bounces@news.example.org'),
  webCopy: 'https://news.example.org/issues/hello',
  archive: 'https://news.example.org/issues',
  variants: { '': issue, press: { ...issue, subject: template('header', 'For the press') } },
  pictures: [],
  sources: [],
};

const jane: Cleared = {
  subscriberId: 17,
  email: 'jane@example.com',
  fields: { first_name: 'Jane' },
  variant: '',
  attempts: 0,
  deferredSince: null,
  heldBefore: false,
  datedAt: Date.parse('2016-10-24T08:00:00Z'),
};

const edition = editionOf(content, { mailing: 'k3x9', kind: 'issue', list: 'readers' });
const parts = { keys: [secret], listId: 3 };

function copy(make: MakeCopy, claim: Cleared): Message {
  const made = make(claim, 'own');
  if (made instanceof Promise) throw new Error('it is not there at once');
  return made;
}

describe('the copies of a mailing', () => {
  const make = copiesOf(content, edition, parts);

  it('are there at once where nothing signs them, each its reader’s own', () => {
    const joan: Cleared = {
      ...jane,
      subscriberId: 18,
      email: 'joan@example.com',
      fields: {},
      variant: 'press',
    };
    const [first, second] = readWithPython([copy(make, jane).raw, copy(make, joan).raw]);
    expect(headerOf(first!, 'Subject')).toBe('News for Jane');
    expect(headerOf(second!, 'Subject')).toBe('For the press');
    expect(copy(make, joan).envelope).toEqual({ from: 'bounces@news.example.org', to: 'joan@example.com' });
    expect(copy(make, jane).raw.equals(copy(make, jane).raw)).toBe(true);
  });

  it('have the token that acts in the header, and the one that asks in the body', () => {
    const [mail] = readWithPython([copy(make, jane).raw]);
    const token = (text: string | null | undefined) => /\/u\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';
    const claim = { list: 3, subscriber: 17, mailing: 'k3x9' };
    expect(readToken([secret], token(headerOf(mail!, 'List-Unsubscribe')))).toEqual({
      ...claim,
      kind: 'act',
    });
    for (const part of mail?.root.parts ?? []) {
      expect(readToken([secret], token(part.content))).toEqual({ ...claim, kind: 'page' });
    }
  });

  it('are signed by whoever signs for their server, and else the very same', async () => {
    const about = { domain: 'news.example.org', key: (await makeKeys()).rsa };
    const signers = {
      own: openSigner({ ...about, selector: 's1' }),
      ses: openSigner({ ...about, selector: 's2', unsigned: ['Date'] }),
    };
    const signed = copiesOf(content, edition, {
      ...parts,
      signerFor: (server) => signers[server as 'own' | 'ses'],
    });
    for (const [server, selector] of [
      ['own', 's1'],
      ['ses', 's2'],
    ] as const) {
      const { raw, envelope } = await signed(jane, server);
      expect(await askMailauth(raw, signers[server].records)).toEqual({ [selector]: 'pass' });
      const unsigned = copy(make, jane);
      expect(envelope).toEqual(unsigned.envelope);
      expect(raw.subarray(-unsigned.raw.length).equals(unsigned.raw)).toBe(true);
    }
  });

  it('are refused when an address cannot stand in a header', async () => {
    const broken = { ...jane, email: 'jane@example.com\r\nBcc: evil@example.com' };
    expect(() => copy(make, broken)).toThrow(expect.objectContaining({ code: 'message/header' }));
    const signer = openSigner({ domain: 'news.example.org', selector: 's1', key: (await makeKeys()).rsa });
    const signed = copiesOf(content, edition, { ...parts, signerFor: () => signer });
    await expect(signed(broken, 'own')).rejects.toMatchObject({ code: 'message/header' });
  });
});
