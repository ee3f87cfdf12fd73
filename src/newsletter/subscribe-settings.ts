import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

const line = z.string().regex(/^[^\u0000-\u001f\u007f]*$/u, 'may not hold line breaks or control characters');
const words = line.trim().min(1, 'may not be empty');
const fieldName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*$/,
    'is not a field name; use small letters, digits and _, beginning with a letter',
  );

/** `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return (
    more.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

const perHour = z.number().int().min(1).max(1_000_000);

/** What whoever wants to join is offered, and what keeps the form from being turned against others. */
export const subscribeSchema = z
  .strictObject({
    lists: z
      .array(words)
      .optional()
      .describe('The lists anybody may join; otherwise the only one there is. None: []'),
    fields: z
      .record(
        fieldName,
        z.strictObject({
          label: words.optional().describe('What it is called in the form; names have words already.'),
          required: z.boolean().default(false).describe('Whether it has to be filled in.'),
        }),
      )
      .default({})
      .describe('What the form asks besides the address: first_name: {}. The less, the more join.'),
    doubleOptIn: z
      .boolean()
      .default(true)
      .describe('Whether everybody confirms by mail; who was ever known here always does.'),
    wording: words
      .optional()
      .describe('The sentence people agree to, kept word for word; otherwise one in their language.'),
    privacy: z
      .url({ protocol: /^https?$/, error: 'is not a web address' })
      .optional()
      .describe('Where it says what is done with people’s data.'),
    welcome: z
      .string()
      .trim()
      .min(1, 'may not be empty')
      .optional()
      .describe('Mailed to whoever has confirmed; an empty line begins a paragraph.'),
    limits: z
      .strictObject({
        network: perHour
          .default(20)
          .describe('Sign-ups an hour from one IPv4 address or IPv6 /64; four times as many from around it.'),
        overall: perHour.default(500).describe('Sign-ups an hour from everywhere.'),
      })
      .prefault({})
      .describe('How many sign-ups are taken.'),
    proxies: z
      .array(
        z
          .string()
          .refine(isNetwork, 'is not a network; write it like 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32'),
      )
      .default([])
      .describe('Your reverse proxies, whose X-Forwarded-For is believed; those on this machine are.'),
    origins: z
      .array(z.string().refine(isOrigin, 'is not an origin; write it like https://www.example.org'))
      .default([])
      .describe('Web sites whose scripts may use /api/subscribe; forms need no leave.'),
  })
  .prefault({});

export type SubscribeSettings = z.output<typeof subscribeSchema>;
