import { z } from 'zod';
import { type EmailAddress, parseEmailAddress } from '../address/email-address.ts';

/** What two stores of one newsletter tell each other of a person. Instants are milliseconds since 1970. */

const instant = z.number().int();
const number = z.number().int().positive();
const words = z.string().max(2_000);

const address = z.string().transform((text, context): EmailAddress => {
  const parsed = parseEmailAddress(text);
  if (parsed.ok) return parsed.address;
  context.addIssue({ code: 'custom', message: 'is no address' });
  return z.NEVER;
});

const subscription = z.strictObject({
  list: z.string().min(1).max(200),
  /** The list’s number in the store that tells. */
  number,
  state: z.enum(['pending', 'active', 'unsubscribed']),
  source: words,
  consentAt: instant.nullable(),
  consent: z.record(z.string(), words),
  createdAt: instant,
  /** When it was last changed: of two, the later one is true. */
  changedAt: instant,
  leftAt: instant.nullable(),
  pausedUntil: instant.nullable(),
});

export const personSchema = z.strictObject({
  /** Theirs: in the store that tells. */
  number,
  /** The number in the store that is told, where the other one knows it. */
  yours: number.optional(),
  email: address,
  fields: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.string().max(20_000)),
  tags: z.array(z.string().max(500)),
  subscriptions: z.array(subscription).max(1_000),
  /** When they last came back to a list that they had left, at their own wish. */
  returnedAt: instant.optional(),
  suppression: z
    .strictObject({
      reason: z.enum(['unsubscribed', 'bounced', 'complained', 'blocked', 'erased']),
      source: words,
      at: instant,
    })
    .optional(),
});

export type Person = z.output<typeof personSchema>;
export type PersonSubscription = Person['subscriptions'][number];
