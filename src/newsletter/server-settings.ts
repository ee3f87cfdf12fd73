import { z } from 'zod';
import { optionalHeaders } from '../message/dkim/coverage.ts';
import { variableName } from './variable.ts';

const header = z.string().transform((text, context) => {
  const known = optionalHeaders.find((name) => name.toLowerCase() === text.trim().toLowerCase());
  if (known !== undefined) return known;
  const message = `is no header that may be left unsigned; these may: ${optionalHeaders.join(', ')}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const server = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_.-]{0,59}$/i, 'is not a name; use letters, digits, - and _')
    .describe('What the server is called in plans and reports.'),
  url: variableName('SMTP_URL=smtp://…').describe(
    'The name of the variable with its address, such as SES_URL.',
  ),
  weight: z.number().int().min(1).max(100).default(1).describe('Its share of the mail, beside the others’.'),
  unsigned: z
    .array(header)
    .default([])
    .describe('Headers that it rewrites and DKIM has to leave out: Amazon SES changes Message-ID and Date.'),
});

/** `sending.servers`: several ways out, in the order of the file. */
export const serversSchema = z
  .array(server)
  .min(1, 'names no server; name one, or take it out')
  .superRefine((servers, context) => {
    const names = servers.map(({ name }) => name.toLowerCase());
    for (const [i, name] of names.entries()) {
      if (names.indexOf(name) === i) continue;
      const message = 'is the name of another server too; give each its own';
      context.addIssue({ code: 'custom', path: [i, 'name'], message });
    }
  });
