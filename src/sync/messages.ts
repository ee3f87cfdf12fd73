import { z } from 'zod';
import { personSchema } from './person.ts';

/** What is said between a store that sends and the pages: one question each, and its answer. */

/** Changed when an older Pennypost would misread it. */
export const protocolVersion = 1;

const mark = z.string().max(100);
const event = z.number().int().nonnegative();

const archivedSchema = z.strictObject({
  mailing: z.string().min(1).max(100),
  issue: z.string().min(1).max(200),
  title: z.string().max(2_000),
  summary: z.string().max(10_000),
  date: z.string().max(10).nullable(),
  lang: z.string().max(40),
  dir: z.enum(['ltr', 'rtl']),
  css: z.string(),
  html: z.string(),
  sentAt: z.number().int(),
});

/** Who asks; the first thing that is said. */
const helloSchema = z.strictObject({ version: z.literal(protocolVersion), store: mark });
const welcomeSchema = z.strictObject({
  store: mark,
  /** What stands in the store’s own mark: who has just written it there asks itself. */
  mark,
  /** The last of the asker’s events that was taken. */
  given: event,
  archived: z.array(z.string()),
  pictures: z.array(z.string()),
});

/** Asks for people that were changed behind an event. */
const takeSchema = z.strictObject({ store: mark, after: event });
const takenSchema = z.strictObject({
  upTo: event,
  areAll: z.boolean(),
  people: z.array(personSchema),
});

/** Tells of people that were changed, up to an event. */
const giveSchema = z.strictObject({ store: mark, upTo: event, people: z.array(personSchema) });

/** Tells of people who were erased, by what is kept of them. */
const eraseSchema = z.strictObject({
  erased: z.array(z.strictObject({ hash: z.string().max(200), at: z.number().int() })).max(100_000),
});

/** Tells whose numbers stand in the links of a mailing. */
const mailingSchema = z.strictObject({ store: mark, mailing: z.string().min(1).max(100) });

const publishSchema = z.strictObject({ copy: archivedSchema });
/** `content` is base64. */
const pictureSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+\.[a-z0-9]+$/),
  content: z.string(),
});

const doneSchema = z.strictObject({ ok: z.literal(true) });

/** How many people are told of at a time. */
export const peopleAtATime = 500;

/** The largest thing that is said, in bytes: a picture of ten megabytes, in base64. */
export const largestMessage = 16 * 1024 * 1024;

/** What can be asked, each with the shapes of its question and of its answer. */
export const questions = {
  hello: { asked: helloSchema, answered: welcomeSchema },
  take: { asked: takeSchema, answered: takenSchema },
  give: { asked: giveSchema, answered: doneSchema },
  erase: { asked: eraseSchema, answered: doneSchema },
  mailing: { asked: mailingSchema, answered: doneSchema },
  publish: { asked: publishSchema, answered: doneSchema },
  picture: { asked: pictureSchema, answered: doneSchema },
} as const;

export type Question = keyof typeof questions;
export type Asked<Q extends Question> = z.input<(typeof questions)[Q]['asked']>;
export type Heard<Q extends Question> = z.output<(typeof questions)[Q]['asked']>;
export type Answered<Q extends Question> = z.output<(typeof questions)[Q]['answered']>;
export type Answer<Q extends Question> = z.input<(typeof questions)[Q]['answered']>;
