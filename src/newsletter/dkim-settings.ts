import { z } from 'zod';
import { isSelector, signingDomain } from '../message/dkim/names.ts';
import { variableName } from './variable.ts';

const domain = z.string().transform((text, context) => {
  const read = signingDomain(text);
  if (read !== undefined) return read;
  context.addIssue({ code: 'custom', message: 'is not a domain; write it like news.example.org' });
  return z.NEVER;
});

const selector = z.string().refine(isSelector, 'is not a selector; write it like s1');

/** `dkim`: whose signature mail carries, and where its keys are. */
export const dkimSchema = z
  .strictObject({
    domain: domain.describe('The domain that signs: that of `from`, or one above it.'),
    selector: selector.describe('The name under which the RSA key is published, such as s1.'),
    key: variableName('DKIM_KEY_FILE=dkim/s1.pem').describe(
      'The name of the variable with the RSA key (DKIM_KEY), or with the path of its file (DKIM_KEY_FILE).',
    ),
    ed25519: z
      .strictObject({
        selector: selector.describe('The name under which the Ed25519 key is published, such as s1-ed.'),
        key: variableName('DKIM_ED_KEY_FILE=dkim/s1-ed.pem').describe(
          'The name of the variable with the Ed25519 key, or with the path of its file.',
        ),
      })
      .optional()
      .describe('A second key, for receivers who know Ed25519 (RFC 8463).'),
  })
  .superRefine(({ selector: first, ed25519 }, context) => {
    if (ed25519?.selector.toLowerCase() !== first.toLowerCase()) return;
    const message = 'is that of the RSA key too; give each key its own';
    context.addIssue({ code: 'custom', path: ['ed25519', 'selector'], message });
  });

/**
 * Whether a signature of `signer` counts for mail from `author` under DMARC (RFC 9989): the same domain, or one
 * above it. Both in A-labels.
 */
export function answersFor(signer: string, author: string): boolean {
  return author === signer || author.endsWith(`.${signer}`);
}
