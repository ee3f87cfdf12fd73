import { join } from 'node:path';
import { expect, it } from 'vitest';
import { needsSmtpUtf8 } from '../../src/address/email-address.ts';
import { openStore } from '../../src/store/open-store.ts';
import { importSubscribers } from '../../src/subscribers/import.ts';
import { listSubscribers } from '../../src/subscribers/look.ts';

it('the sample list imports whole, and holds what a first try should meet', async () => {
  const store = await openStore(':memory:');
  const path = join(import.meta.dirname, '../../subscribers/sample.csv');
  const report = await importSubscribers(store, { path, list: 'sample', now: 1 });
  expect(report).toMatchObject({ rows: 30, added: 29, left: 1, rejected: 0, duplicates: 0 });
  const people = [];
  for await (const one of listSubscribers(store)) people.push(one);
  const emails = people.map((one) => one.subscriber.email);
  for (const email of emails) expect(email).toMatch(/@([a-z0-9-]+\.)?example\.(org|com|net)$/);
  expect(emails.filter((email) => email.includes('+bounce@'))).toHaveLength(1);
  expect(emails.filter((email) => email.includes('+later@'))).toHaveLength(1);
  expect(emails.filter((email) => email.includes('@xn--'))).toHaveLength(1);
  expect(emails.some(needsSmtpUtf8)).toBe(false);
  expect(people.filter((one) => !one.subscriber.fields['first_name']).length).toBeGreaterThanOrEqual(3);
  expect(people.some((one) => /[ëé]/.test(one.subscriber.fields['first_name'] ?? ''))).toBe(true);
  await store.close();
});
