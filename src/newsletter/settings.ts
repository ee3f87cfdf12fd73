import { z } from 'zod';
import { domainOf, parseEmailAddress } from '../address/email-address.ts';
import { parseMailbox } from '../address/mailbox.ts';
import type { Finding } from '../finding/finding.ts';
import { parseSegment } from '../subscribers/segment/parse.ts';
import { checkSchema } from './check-settings.ts';
import { answersFor, dkimSchema } from './dkim-settings.ts';
import { durationPattern, parseDuration } from './duration.ts';
import { unsubscribeSchema } from './mailbox-settings.ts';
import { providersSetting, rateSetting, warmupSetting } from './sending-limits.ts';
import { serversSchema } from './server-settings.ts';
import { subscribeSchema } from './subscribe-settings.ts';

/** What `newsletter.yaml` may say. Every description ends up in the JSON Schema that editors read. */

const line = z.string().regex(/^[^\u0000-\u001f\u007f]*$/u, 'may not hold line breaks or control characters');
const words = line.trim().min(1, 'may not be empty');

const mailbox = words.transform((text, context) => {
  const parsed = parseMailbox(text);
  if (parsed.ok) return parsed.mailbox;
  context.addIssue({
    code: 'custom',
    message: `is not an address: it ${parsed.fault}; write it like Name <name@example.org>`,
  });
  return z.NEVER;
});

const address = words.transform((text, context) => {
  const parsed = parseEmailAddress(text);
  if (parsed.ok) return parsed.address;
  context.addIssue({
    code: 'custom',
    message: `is not an address: it ${parsed.fault}; write it like name@example.org`,
  });
  return z.NEVER;
});

const duration = z
  .string()
  .meta({ pattern: durationPattern.source })
  .transform((text, context) => {
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined) return milliseconds;
    context.addIssue({ code: 'custom', message: 'is not a length of time; write it like 30m, 12h or 4d' });
    return z.NEVER;
  });

const publicUrl = z
  .url({ protocol: /^https?$/, error: 'is not a web address; write it like https://news.example.org' })
  .transform((url) => url.replace(/\/+$/, ''));

function knowsItsPlaceholders(pattern: string): boolean {
  return [...pattern.matchAll(/\{([^}]*)\}?/g)].every(([, name = '']) => /^(?:name|title|date)$/.test(name));
}

/** Two or three letters, as languages are named (ISO 639); scripts and regions may follow. */
function isLanguage(tag: string): boolean {
  return /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(tag);
}

const sentence = words.refine(
  (text) => /\[[^\]]+\]/.test(text),
  'must hold the words of its link in [brackets]',
);

const fieldName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*$/,
    'is not a field name; use small letters, digits and _, beginning with a letter',
  );
/** Only whether it can be read: what `last` and `next` count from is asked when it is used. */
const filter = words.superRefine((text, context) => {
  const parsed = parseSegment(text, 0);
  if (parsed.ok) return;
  const meant = parsed.meant === undefined ? '' : `; perhaps “${parsed.meant}” is meant`;
  const message = `is no filter: column ${parsed.at} of it ${parsed.fault}${meant}`;
  context.addIssue({ code: 'custom', message });
});
const segmentName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, 'is not a segment name; use small letters, digits, - and _');

const keys = z.strictObject({
  name: words.describe('What the newsletter is called.'),
  from: mailbox.describe('Who it is from: Name <address>.'),
  replyTo: mailbox.optional().describe('Where answers go, if not to `from`.'),
  bounces: address.optional().describe('The envelope sender, where bounces go; `from` otherwise.'),
  subject: words
    .refine(knowsItsPlaceholders, 'may hold {name}, {title} and {date}, and no other braces')
    .default('{name}: {title}')
    .describe('Pattern of a subject: {name}, {title} and {date}.'),
  lang: words
    .refine(isLanguage, 'is not a language tag such as en, de-CH or ar')
    .default('en')
    .describe('The language readers read, as BCP 47: en, de-CH, ar.'),
  dir: z.enum(['ltr', 'rtl']).optional().describe('Direction of writing; the language decides otherwise.'),
  url: publicUrl
    .optional()
    .describe(
      'Where unsubscribe, forward and archive live; not needed where there is a mailbox to leave by.',
    ),
  unsubscribe: unsubscribeSchema
    .optional()
    .describe('A mailbox to leave by: instead of pages where there is no url, beside them otherwise.'),
  address: words.describe('The postal address that the law asks for in every mail.'),
  fields: z
    .record(
      fieldName,
      z.strictObject({ fallback: line.optional().describe('What is read where a reader has none.') }),
    )
    .default({})
    .describe('The merge fields an issue may use.'),
  segments: z
    .record(segmentName, filter)
    .default({})
    .describe('Named filters, such as press: tag:press and city = Bern. docs/segments.md has all of them.'),
  typography: z.boolean().default(true).describe('Set straight quotes and double hyphens as in print.'),
  theme: words
    .default('templates')
    .describe(
      'A theme of Pennypost, plain or digest, or a folder of templates, from the newsletter’s folder; it has to be there.',
    ),
  archive: z
    .strictObject({
      noindex: z.boolean().default(false).describe('Ask search engines to leave the archive out.'),
    })
    .prefault({})
    .describe('The public pages of sent issues.'),
  footer: z
    .strictObject({
      unsubscribe: sentence
        .optional()
        .describe(
          'A sentence; the words in [brackets] become the link. Otherwise one in the language of the issue.',
        ),
      forward: sentence
        .optional()
        .describe(
          'A sentence; the first [brackets] link to the forward page, the second to subscribe. Otherwise one in the language of the issue.',
        ),
    })
    .prefault({})
    .describe('The two sentences under every issue.'),
  subscribe: subscribeSchema.describe('The form to join with, at /subscribe.'),
  sending: z
    .strictObject({
      rate: rateSetting
        .optional()
        .describe('At most so many messages, evenly: 40/s, 600/min, 14000/h, or several: 40/s, 50000/d.'),
      providers: providersSetting
        .default({})
        .describe('The same for one receiving provider, all its domains together: gmail.com: 20/s.'),
      warmup: warmupSetting
        .optional()
        .describe('How a new domain begins: so many in the first period, then more.'),
      connections: z
        .number()
        .int()
        .min(1)
        .max(100)
        .default(5)
        .describe('Open connections at a time, of all servers together; at least one for each.'),
      window: z
        .number()
        .int()
        .min(1)
        .max(100)
        .default(8)
        .describe(
          'Messages under way on one connection, where the server offers CHUNKING; no more of them can become unknown.',
        ),
      servers: serversSchema
        .default([])
        .describe('The servers mail goes out through, each with its share; otherwise the one of SMTP_URL.'),
      retryAfter: duration
        .default(10 * 60_000)
        .describe('When a deferred reader is tried again; three times as long each time, up to 4 hours.'),
      retryFor: duration
        .default(4 * 86_400_000)
        .describe('How long a deferred reader is tried before the delivery expires.'),
    })
    .prefault({})
    .describe('How fast mail goes out, and how long a reader who is put off is tried.'),
  check: checkSchema.describe(
    'How much findings of check weigh here, by their code: error, warning, hint or off.',
  ),
  dkim: dkimSchema.optional().describe('Signs every copy, so that receivers know whose it is.'),
});

const noWayOut: Finding = {
  code: 'settings/missing',
  severity: 'error',
  message: 'There is no “url”, and no mailbox to leave by',
  advice: 'Add “url: https://…”, or “unsubscribe: { mailbox: leave@… }”: readers have to be able to leave.',
};

export const settingsSchema = keys.superRefine(({ from, dkim, sending, url, unsubscribe }, context) => {
  if (url === undefined && unsubscribe === undefined) {
    context.addIssue({ code: 'custom', path: [], params: { finding: noWayOut } });
  }
  const { connections, servers } = sending;
  if (servers.length > connections) {
    const message = `leaves some servers without any, of which there are ${servers.length}; write ${servers.length} or more`;
    context.addIssue({ code: 'custom', path: ['sending', 'connections'], message });
  }
  const author = domainOf(from.address);
  if (!dkim || answersFor(dkim.domain, author)) return;
  const message = `does not answer for mail from ${author}; write ${author} or a domain above it, which DMARC asks for`;
  context.addIssue({ code: 'custom', path: ['dkim', 'domain'], message });
});

/** `newsletter.yaml`, read: lengths of time in milliseconds, rates and addresses as values. */
export type Settings = z.output<typeof settingsSchema>;
