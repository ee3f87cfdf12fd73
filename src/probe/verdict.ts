import { z } from 'zod';

/** What was found at an address; kept for a while, hence a schema. */
export const verdictSchema = z.discriminatedUnion('kind', [
  /** Something is there; `slow` milliseconds is how long it took where that was long. */
  z.object({ kind: z.literal('fine'), slow: z.number().optional() }),
  /** It is there, at another address for good. */
  z.object({ kind: z.literal('moved'), to: z.string() }),
  z.object({ kind: z.literal('dead'), why: z.string() }),
  /** Its host does not exist. */
  z.object({ kind: z.literal('noHost') }),
  /** No browser takes its certificate. */
  z.object({ kind: z.literal('certificate'), why: z.string() }),
  /** The server has trouble, which may pass. */
  z.object({ kind: z.literal('trouble'), why: z.string() }),
  /** It does not answer programs, and may answer people. */
  z.object({ kind: z.literal('unsure'), why: z.string() }),
  /** It stands in a network of one’s own, and was not asked. */
  z.object({ kind: z.literal('private') }),
  /** The network could not be reached. */
  z.object({ kind: z.literal('noNetwork') }),
]);

/** What was found at an address. A `why` is the end of a sentence that begins with the address. */
export type Verdict = z.infer<typeof verdictSchema>;
