// The letter that benchmarks compose, sign and send: the first issue of this newsletter in its theme, greeting
// its reader by name, padded with its own paragraphs to the size of a long mail.
import { fileURLToPath } from 'node:url';
import type { EmailAddress } from '../src/address/email-address.ts';
import type { Block } from '../src/issue/block.ts';
import { type Content, editionOf, freezeContent } from '../src/mailing/content.ts';
import { prepareIssue } from '../src/mailing/prepare.ts';
import type { Edition } from '../src/message/edition.ts';
import { compileMessage } from '../src/message/template/compile.ts';
import { type CopyValues, fillMessage } from '../src/message/template/fill.ts';
import { listIssues, openIssue } from '../src/newsletter/issues.ts';
import { openNewsletter } from '../src/newsletter/newsletter.ts';
import type { RenderedIssue } from '../src/render/template.ts';
import { loadTheme } from '../src/render/theme/load-theme.ts';
import type { Cleared } from '../src/store/delivery.ts';

const bytesWanted = 37_000;

export interface Letter {
  readonly content: Content;
  readonly edition: Edition;
  readonly rendered: RenderedIssue;
}

export async function openLetter(): Promise<Letter> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const newsletter = openNewsletter(root);
  const [path] = listIssues(newsletter);
  if (path === undefined) throw new Error('there is no issue to send');
  const read = openIssue(newsletter, path, root);
  const theme = await loadTheme([]);
  const paragraphs = Array.from({ length: 20 }, () => read.issue.blocks).flat();
  for (let count = read.issue.blocks.length; ; count += 2) {
    const blocks = [greeting, ...paragraphs.slice(0, count)];
    const prepared = prepareIssue(newsletter, path, { ...read, issue: { ...read.issue, blocks } }, theme);
    const content = await freezeContent(prepared, [new Set()]);
    const edition = editionOf(content, { mailing: 'bench', kind: 'issue', list: 'readers' });
    const rendered = content.variants[''] as RenderedIssue;
    const { raw } = fillMessage(compileMessage(edition, rendered), reader(0));
    if (raw.length >= bytesWanted) return { content, edition, rendered };
  }
}

const greeting: Block = {
  kind: 'text',
  content: [
    {
      kind: 'paragraph',
      content: [
        { kind: 'text', text: 'Dear ' },
        { kind: 'field', name: 'first_name', fallback: 'friend' },
        { kind: 'text', text: ',' },
      ],
    },
  ],
};

/** The values of one of many readers; every third name is not plain ASCII. */
export function reader(number: number): CopyValues {
  const names = ['Ada', 'Grace', 'Zoë'];
  return {
    to: `reader.${number}@example.com` as EmailAddress,
    subscriber: String(number),
    fields: { first_name: `${names[number % 3]} ${number}` },
    unsubscribe: `https://news.example.org/u/EQHqBwFrM3g5page-${number}-wPzYq3h0TqjR8u`,
    oneClick: `https://news.example.org/u/EAHqBwFrM3g5act-${number}-kPzYq3h0TqjR8u`,
    date: new Date(Date.UTC(2016, 9, 24, 8)),
  };
}

/** The same reader as the ledger holds them. */
export function claim(number: number): Cleared {
  const { to, fields } = reader(number);
  return {
    subscriberId: number,
    email: to,
    fields,
    variant: '',
    attempts: 0,
    deferredSince: null,
    heldBefore: false,
    datedAt: Date.parse('2026-12-01T08:00:00Z'),
  };
}
