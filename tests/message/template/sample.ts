import { type EmailAddress, parseEmailAddress } from '../../../src/address/email-address.ts';
import type { Edition } from '../../../src/message/edition.ts';
import { fillIssue } from '../../../src/message/filled.ts';
import type { CopyValues } from '../../../src/message/template/fill.ts';
import type { RenderedIssue, SlotContext, SlotName, Template } from '../../../src/render/template.ts';
import { composeMessage } from '../compose.ts';

export function address(text: string): EmailAddress {
  const parsed = parseEmailAddress(text);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.address;
}

export const edition: Edition = {
  mailing: 'k3x9',
  kind: 'issue',
  newsletter: 'News + Notes',
  list: 'readers',
  from: { name: 'News + Notes', address: address('hello@news.example.org') },
  replyTo: { name: '', address: address('answers@news.example.org') },
  bounces: address('bounces@news.example.org'),
  webCopy: 'https://news.example.org/issues/failing',
  archive: 'https://news.example.org/issues',
  pictures: [],
};

export const copy: CopyValues = {
  to: address('jane@example.com'),
  subscriber: '17',
  fields: { first_name: 'Jane' },
  unsubscribe: 'https://news.example.org/u/page',
  oneClick: 'https://news.example.org/u/AbC-_123',
  date: new Date('2016-10-24T08:00:00Z'),
};

export const firstName: SlotName = { kind: 'field', name: 'first_name', fallback: 'there' };

/** `template('text', 'Dear ', firstName, ',')`. */
export function template(context: SlotContext, ...parts: readonly (string | SlotName)[]): Template {
  const runs = [''];
  const slots: SlotName[] = [];
  for (const part of parts) {
    if (typeof part === 'string') runs.push(`${runs.pop()}${part}`);
    else {
      slots.push(part);
      runs.push('');
    }
  }
  return { context, runs, slots };
}

export const issue: RenderedIssue = {
  subject: template('header', 'News for ', firstName),
  preview: template('html'),
  html: template(
    'html',
    '<p>Dear ',
    firstName,
    ',</p>\n<p><a href="',
    { kind: 'unsubscribe' },
    '">Leave</a> ',
    { kind: 'email' },
    '</p>\n',
  ),
  text: template('text', 'Dear ', firstName, ',\n\nLeave:\n', { kind: 'unsubscribe' }, '\n'),
  pictures: [],
};

/** The same copy by the slow path: slots filled as text, then composed by nodemailer. */
export async function composed(from: Edition, rendered: RenderedIssue, values: CopyValues): Promise<Buffer> {
  const { to, subscriber, oneClick, date, fields, unsubscribe } = values;
  const filled = fillIssue(rendered, { email: to, fields, unsubscribe });
  return composeMessage(from, { to, subscriber, oneClick, date, ...filled });
}
