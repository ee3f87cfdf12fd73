import { z } from 'zod';
import { parseEmailAddress } from '../address/email-address.ts';

/** A token has at most 49 characters, a `+` stands before it, and a local part has 64 octets (RFC 5321 s.4.5.3.1.1). */
const longestLocalPart = 14;

const mailbox = z.string().transform((text, context) => {
  const parsed = parseEmailAddress(text);
  if (parsed.ok) return parsed.address;
  const message = `is not an address: it ${parsed.fault}; write it like leave@news.example.org`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** `unsubscribe`: how readers leave by mail. */
export const unsubscribeSchema = z
  .strictObject({
    mailbox: mailbox.describe('A mailbox that takes readers off the list: pennypost inbox reads it.'),
    tokenIn: z
      .enum(['address', 'subject'])
      .default('address')
      .describe(
        'Where the reader’s token stands: leave+TOKEN@…, or the subject where the provider has no such addresses.',
      ),
  })
  .superRefine((unsubscribe, context) => {
    if (unsubscribe.tokenIn === 'subject') return;
    const local = unsubscribe.mailbox.slice(0, unsubscribe.mailbox.lastIndexOf('@'));
    if (Buffer.byteLength(local) > longestLocalPart) {
      const message = `leaves no room for a token before its @; use ${longestLocalPart} letters or fewer there, or set tokenIn: subject`;
      context.addIssue({ code: 'custom', path: ['mailbox'], message });
    } else if (!/^[\w.+-]+$/.test(local)) {
      const message =
        'has characters to which no token can be added; use letters and digits, or set tokenIn: subject';
      context.addIssue({ code: 'custom', path: ['mailbox'], message });
    }
  });
