import { expect, it } from 'vitest';
import { fillIssue } from '../../src/message/filled.ts';
import type { SlotContext, Template } from '../../src/render/template.ts';

it('a copy has the reader’s values in its subject, HTML and text, each escaped for where it stands', () => {
  const greeting = (context: SlotContext): Template => ({
    context,
    runs: ['Dear ', '.'],
    slots: [{ kind: 'field', name: 'first_name', fallback: 'friend' }],
  });
  const issue = {
    subject: greeting('header'),
    preview: greeting('html'),
    html: greeting('html'),
    text: greeting('text'),
    pictures: [],
  };
  const values = {
    email: 'a@example.org',
    fields: { first_name: 'J & J' },
    unsubscribe: 'https://x.example/u/1',
  };
  expect(fillIssue(issue, values)).toEqual({
    subject: 'Dear J & J.',
    html: 'Dear J &amp; J.',
    text: 'Dear J & J.',
  });
  expect(fillIssue(issue, { ...values, fields: {} }).subject).toBe('Dear friend.');
});
