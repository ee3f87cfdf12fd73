import { z } from 'zod';
import { parseMailbox } from '../address/mailbox.ts';
import type { Finding } from '../finding/finding.ts';
import { LineIndex } from '../finding/place.ts';
import { type Block, calloutTones, type Flow, type LinkItem, type ListItem } from './block.ts';
import { joinTexts, splitFields } from './field.ts';
import { malformedField } from './field-fault.ts';
import { type Inline, inlineTags } from './inline.ts';
import { readFlowText, readInlineText } from './markdown/text.ts';

/**
 * The one shape of an issue, whichever form it was written in. Where prose is expected, a string is taken
 * as Markdown and an array as what Markdown was read to (`show --json` prints that).
 */

const line = z
  .string('must be text; put quotes around it')
  .regex(/^[^\u0000-\u001f\u007f]*$/u, 'may not hold line breaks or control characters');
const words = line.refine((text) => text.trim() !== '', 'may not be empty');
const url = z.string('must be an address');

const inlineNode: z.ZodType<Inline> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('text'), text: z.string() }),
    z.strictObject({ kind: z.literal('emphasis'), children: z.array(inlineNode) }),
    z.strictObject({ kind: z.literal('strong'), children: z.array(inlineNode) }),
    z.strictObject({ kind: z.literal('strike'), children: z.array(inlineNode) }),
    z.strictObject({ kind: z.literal('code'), text: z.string() }),
    z.strictObject({
      kind: z.literal('link'),
      url,
      title: z.string().exactOptional(),
      children: z.array(inlineNode),
    }),
    z.strictObject({ kind: z.literal('picture'), src: z.string(), alt: z.string() }),
    z.strictObject({ kind: z.literal('break') }),
    z.strictObject({
      kind: z.literal('field'),
      name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'is not a field name'),
      fallback: z.string().exactOptional(),
    }),
    z.strictObject({ kind: z.literal('tag'), tag: z.enum(inlineTags), children: z.array(inlineNode) }),
    z.strictObject({ kind: z.literal('note'), number: z.number().int().min(1) }),
  ]),
);

/** Text with merge fields and no Markdown: subject and preview. */
const fielded = z.union([words.transform(readFielded), z.array(inlineNode)], 'must be text');

const prose = z.union([z.string().transform(readInlineMarkdown), z.array(inlineNode)], 'must be text');

const flowNode: z.ZodType<Flow> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('paragraph'), content: prose }),
    z.strictObject({
      kind: z.literal('list'),
      ordered: z.boolean(),
      start: z.number().int().min(0).exactOptional(),
      items: z.array(listItem).min(1, 'has no items'),
    }),
    z.strictObject({ kind: z.literal('code'), text: z.string(), language: z.string().exactOptional() }),
    z.strictObject({
      kind: z.literal('table'),
      align: z.array(z.enum(['left', 'center', 'right']).nullable()),
      rows: z.array(z.array(prose)),
    }),
    z.strictObject({ kind: z.literal('quotation'), content: flows }),
  ]),
);

const flows: z.ZodType<Flow[]> = z.lazy(() =>
  z.union([z.string().transform(readFlowMarkdown), z.array(flowNode)], 'must be text or a list'),
);

const listItem: z.ZodType<ListItem> = z.lazy(() =>
  z.union(
    [
      z.string().transform((text, context) => ({ content: readFlowMarkdown(text, context) })),
      z.strictObject({ content: flows, checked: z.boolean().exactOptional() }),
    ],
    'must be text or {content}',
  ),
);

const linkItem: z.ZodType<LinkItem> = z.strictObject({
  title: prose,
  url,
  by: prose.exactOptional(),
  note: flows.exactOptional(),
});

const blocks: z.ZodType<Block[]> = z.lazy(() => z.array(blockSchema, 'must be a list of blocks'));

const anyBlock = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), content: flows }),
  z.strictObject({ kind: z.literal('heading'), level: z.union([z.literal(2), z.literal(3)]), text: prose }),
  z.strictObject({
    kind: z.literal('steps'),
    start: z.number().int().min(0).default(1),
    items: z.array(listItem).min(1, 'has no items'),
  }),
  z.strictObject({ kind: z.literal('links'), items: z.array(linkItem).min(1, 'has no items') }),
  z.strictObject({ kind: z.literal('quote'), content: flows, author: prose.exactOptional() }),
  z.strictObject({
    kind: z.literal('image'),
    src: words,
    alt: z.string(),
    caption: line.exactOptional(),
    href: url.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('divider') }),
  z.strictObject({ kind: z.literal('button'), label: prose, href: url }),
  z.strictObject({ kind: z.literal('callout'), tone: z.enum(calloutTones).default('note'), blocks }),
  z.strictObject({ kind: z.literal('sponsor'), name: words, href: url.exactOptional(), blocks }),
  z.strictObject({ kind: z.literal('only'), segment: words, blocks }),
  z.strictObject({ kind: z.literal('video'), href: url, poster: words, alt: z.string() }),
  z.strictObject({ kind: z.literal('notes'), items: z.array(listItem) }),
]);

const blockSchema: z.ZodType<Block> = z.lazy(() => anyBlock);

/** The keys that a block of this kind may have. */
export function keysOfBlock(kind: unknown): readonly string[] {
  const option = anyBlock.options.find((one) => one.shape.kind.value === kind);
  return option ? Object.keys(option.shape) : [];
}

const date = z
  .string('must be a date; write it like 2026-12-01')
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date; write it like 2026-12-01', abort: true })
  .refine((text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text), {
    error: 'is no day of the calendar; check its month and its day',
  });

const slug = z
  .string('must be text')
  .regex(
    /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/,
    'may hold only small letters, digits and hyphens; write it like my-first-issue',
  );

const lang = z
  .string('must be text')
  .refine(isLanguage, 'is not a language; write its tag, such as en, de-CH or ar');

const from = words.superRefine((text, context) => {
  const parsed = parseMailbox(text);
  if (!parsed.ok)
    context.addIssue({
      code: 'custom',
      message: `is not an address: it ${parsed.fault}; write it like Name <name@example.org>`,
    });
});

/** What stands above the blocks; the front matter of a Markdown issue holds just this. */
export const frontMatterSchema = z.strictObject({
  title: words.describe('What the issue is called; the mail’s only h1.'),
  subject: fielded.exactOptional().describe('The subject line; merge fields may stand in it.'),
  preview: fielded.exactOptional().describe('The words an inbox shows behind the subject.'),
  date: date.exactOptional().describe('The day of the issue, as 2026-12-01.'),
  slug: slug.exactOptional().describe('Names the issue in addresses; the file’s name otherwise.'),
  lang: lang.exactOptional().describe('The language, where it is not the newsletter’s.'),
  from: from.exactOptional().describe('Name <address>, where it is not the newsletter’s.'),
  segment: words.exactOptional().describe('Only these readers get the issue.'),
  archive: z
    .enum(['yes', 'no'])
    .exactOptional()
    .describe('Whether anybody may read it on the web; otherwise yes, unless it goes to a segment.'),
});

export const issueSchema = frontMatterSchema.extend({ blocks });

export type FrontMatterData = z.output<typeof frontMatterSchema>;

function isLanguage(text: string): boolean {
  try {
    return /^[a-z]{2,3}(?:-|$)/i.test(text) && Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

function readFielded(text: string, context: z.RefinementCtx): Inline[] {
  const pieces = splitFields(text);
  for (const { raw, fault, start } of pieces) {
    if (!fault) continue;
    const place = { file: '', ...new LineIndex(text).span(start, start + raw.length) };
    addFindings(context, [malformedField(raw, fault, place)]);
  }
  return joinTexts(pieces.map((piece) => piece.inline));
}

function readInlineMarkdown(text: string, context: z.RefinementCtx): Inline[] {
  const read = readInlineText(text);
  addFindings(context, read.findings);
  return read.inlines;
}

function readFlowMarkdown(text: string, context: z.RefinementCtx): Flow[] {
  const read = readFlowText(text);
  addFindings(context, read.findings);
  return read.flows;
}

/** A fault inside a text travels as it is; its place counts from the beginning of that text. */
function addFindings(context: z.RefinementCtx, findings: readonly Finding[]): void {
  for (const finding of findings) {
    context.addIssue({ code: 'custom', message: finding.message, params: { finding } });
  }
}
