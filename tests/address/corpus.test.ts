import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { parseEmailAddress } from '../../src/address/email-address.ts';

const folder = join(process.env['PENNYPOST_CORPORA'] ?? '../shared/corpora', 'addresses');

interface Judged {
  readonly id: string;
  readonly address: string;
  readonly category: string;
  readonly diagnosis: string;
}

/**
 * Legal in some way, and refused by us on purpose: comments and folding white space (CFWS), all that is obsolete
 * (DEPREC), quoted local parts and IP-literals (RFC5321), what only a header may hold, and addresses and
 * domains too long or too strange for SMTP and DNS (RFC5322).
 */
const oddities = new Set(['ISEMAIL_CFWS', 'ISEMAIL_DEPREC', 'ISEMAIL_RFC5321', 'ISEMAIL_RFC5322']);

/** Plain and legal, and refused by us all the same. */
const refusedByPolicy = [
  // a domain of one label: no newsletter reader has one, and it is nearly always a slip
  'test@io',
  // not punycode: IDNA has no such label (RFC 5891 s.5.4), and the verdict is from before it
  'test@xn--example.com',
];

describe.skipIf(!existsSync(folder))('the isemail corpus (skipped where there is no corpora folder)', () => {
  const all = ['tests.xml', 'tests-original.xml'].flatMap((file) => read(join(folder, file)));

  it('has been read', () => {
    expect(all.length).toBeGreaterThan(400);
  });

  it('has no address that is never valid and that we accept', () => {
    const accepted = all.filter((one) => one.category === 'ISEMAIL_ERR' && parseEmailAddress(one.address).ok);
    expect(accepted).toEqual([]);
  });

  it('has no plain address that we refuse, but for two of policy', () => {
    const plain = all.filter((one) => !oddities.has(one.category) && one.category !== 'ISEMAIL_ERR');
    expect(plain.filter((one) => !parseEmailAddress(one.address).ok).map((one) => one.address)).toEqual(
      refusedByPolicy,
    );
  });

  it('has no legal oddity that we accept', () => {
    const odd = all.filter((one) => oddities.has(one.category));
    expect(odd.filter((one) => parseEmailAddress(one.address).ok)).toEqual([]);
  });
});

function read(path: string): Judged[] {
  const document = parseDocument(readFileSync(path, 'utf8'), { xmlMode: true });
  return [...elements(document, 'test')].map((test) => ({
    id: test.attribs['id'] ?? '',
    address: withControls(textOf(test, 'address')),
    category: textOf(test, 'category'),
    diagnosis: textOf(test, 'diagnosis'),
  }));
}

/** The corpus writes control characters as their pictures, U+2400 and on. */
function withControls(text: string): string {
  return text.replace(/[\u2400-\u241f]/gu, (picture) => String.fromCharCode(picture.charCodeAt(0) - 0x2400));
}

type Node = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<Node, { attribs: unknown }>;

function* elements(node: { readonly children: readonly Node[] }, name: string): Generator<Element> {
  for (const child of node.children) {
    if (!('attribs' in child)) continue;
    if (child.name === name) yield child;
    yield* elements(child, name);
  }
}

function textOf(test: Element, name: string): string {
  const [element] = elements(test, name);
  return element?.children.map((child) => ('data' in child ? child.data : '')).join('') ?? '';
}
