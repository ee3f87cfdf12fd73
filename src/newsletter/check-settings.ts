import { z } from 'zod';
import { ruleHelps } from '../check/catalogue.ts';
import { nearest } from '../finding/nearest.ts';

const codes = ruleHelps.map(({ code }) => code);
const families = [...new Set(codes.map((code) => code.split('/')[0] as string))];
/** Codes of rules, and their families: `links`, `link/tracking`. */
const known = new Set([...codes, ...families]);

/** Which findings weigh how much; those of reading itself, and of what every mail must have, cannot be switched. */
export const checkSchema = z
  .record(z.string(), z.enum(['error', 'warning', 'hint', 'off']))
  .superRefine((switches, context) => {
    for (const code of Object.keys(switches)) {
      if (known.has(code)) continue;
      const meant = nearest(code, known);
      const message = `is no code that can be switched${meant === undefined ? '' : `; perhaps “${meant}” is meant`}`;
      context.addIssue({ code: 'custom', path: [code], message });
    }
  })
  .default({});
