import { type PreparedIssue, segmentsOf } from '../../mailing/prepare.ts';
import { reachOf, readerAddresses } from '../../message/addresses.ts';
import { sampleTokens } from '../../message/tokens.ts';
import { fill } from '../../render/fill.ts';

/** Somebody as whom an issue can be read, with no list and no store. */
export interface SampleReader {
  /** Stands in the page's address. */
  readonly key: string;
  readonly label: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The segments whose blocks they see, besides those that everybody without tags is in. */
  readonly segments: readonly string[];
}

/** One copy as a reader sees it. */
export interface SampleCopy {
  readonly subject: string;
  readonly preview: string;
  readonly html: string;
  readonly text: string;
}

/** A reader of whom all is known, one of whom nothing is, and one in each segment that sees blocks of its own. */
export function sampleReaders(prepared: PreparedIssue): readonly SampleReader[] {
  const known = Object.fromEntries(prepared.fields.map((field) => [field, sampleValue(field)]));
  const hasFields = prepared.fields.length > 0;
  return [
    { key: 'known', label: hasFields ? 'A reader with a name' : 'Any reader', fields: known, segments: [] },
    ...(hasFields ? [{ key: 'unknown', label: 'A reader without a name', fields: {}, segments: [] }] : []),
    ...[...prepared.segments.keys()].map((segment) => ({
      key: `in-${segment}`,
      label: `A reader in “${segment}”`,
      fields: known,
      segments: [segment],
    })),
  ];
}

/** The reader of that key, or the first. */
export function sampleReader(prepared: PreparedIssue, key: string | undefined): SampleReader {
  const readers = sampleReaders(prepared);
  return readers.find((reader) => reader.key === key) ?? readers[0]!;
}

export async function sampleCopy(prepared: PreparedIssue, reader: SampleReader): Promise<SampleCopy> {
  const own = segmentsOf(prepared, { tags: [], fields: reader.fields });
  const rendered = await prepared.render(new Set([...own, ...reader.segments]));
  const { unsubscribe } = readerAddresses(reachOf(prepared.newsletter.settings), sampleTokens);
  const values = { email: 'reader@example.org', fields: reader.fields, unsubscribe };
  return {
    subject: fill(rendered.subject, values),
    preview: fill(rendered.preview, values),
    html: fill(rendered.html, values),
    text: fill(rendered.text, values),
  };
}

const sampleValues: Readonly<Record<string, string>> = {
  name: 'Ada Example',
  first_name: 'Ada',
  last_name: 'Example',
  city: 'Exampleton',
  company: 'Example & Co.',
};

/** A value that looks like one; a field we know nothing of shows its own name. */
function sampleValue(field: string): string {
  return Object.hasOwn(sampleValues, field) ? sampleValues[field]! : `[${field.replaceAll('_', ' ')}]`;
}
