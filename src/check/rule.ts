import type { EmailAddress } from '../address/email-address.ts';
import type { Finding } from '../finding/finding.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import type { Help } from './help.ts';
import type { Specimen } from './specimen/specimen.ts';
import type { Switches } from './switches.ts';

/** What rules may know besides the issue: what the settings say, and which pictures lie beside it. */
export interface CheckContext {
  /** The merge fields there are, each with what is read where a reader has none; empty where nothing is. */
  readonly fields: ReadonlyMap<string, string>;
  readonly segments: readonly string[];
  /** The picture at a path from the issue; nothing where there is none inside the newsletter's folder. */
  readonly picture: (src: string) => PictureFacts | undefined;
  readonly newsletter: NewsletterFacts;
  readonly switches: Switches;
}

/** What of a picture's file matters to a mail. */
export interface PictureFacts {
  readonly bytes: number;
  /** In pixels, where the file says it. */
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** What of the settings matters to rules. */
export interface NewsletterFacts {
  readonly name: string;
  readonly lang: string;
  readonly from: EmailAddress;
  readonly url: string | undefined;
  readonly dkimDomain: string | undefined;
  readonly postalAddress: string;
  /** Straight quotes and double hyphens are set as in print. */
  readonly typography: boolean;
}

/** What a rule has to say at one place; its code, and how much it weighs, stand in its help. */
export type Remark = Omit<Finding, 'severity'> & { readonly severity?: Finding['severity'] };

interface Named {
  /** One for each code it gives. */
  readonly helps: readonly Help[];
}

/** Looks at an issue as it was written. */
export interface Rule extends Named {
  readonly find: (read: ReadIssue, context: CheckContext) => Iterable<Remark>;
}

/** Looks at a copy of the mail that is made of it. */
export interface SpecimenRule extends Named {
  readonly find: (specimen: Specimen, context: CheckContext) => Iterable<Remark>;
}

/** What the readers of a list have of the merge fields of an issue. */
export interface Readership {
  /** The list's name. */
  readonly list: string;
  readonly tallies: ReadonlyMap<string, Tally>;
}

/** What they have of one field. */
export interface Tally {
  readonly readers: number;
  /** So many of them have no value, or a blank one. */
  readonly without: number;
  /** The longest value, in characters. */
  readonly longest: number;
}

/** Looks at what an issue says to the readers of a list. */
export interface ReadersRule extends Named {
  readonly find: (read: ReadIssue, readership: Readership, context: CheckContext) => Iterable<Remark>;
}

/**
 * What a rule remarks at a node of the issue: `target` where the address it leads to is written, `source` where its
 * picture's is, `node` where it stands.
 */
export function at(
  { places }: ReadIssue,
  node: object,
  where: 'node' | 'target' | 'source',
  remark: Omit<Remark, 'place'>,
): Remark {
  const place = where === 'node' ? places.of(node) : places[where](node);
  return { ...remark, ...(place ? { place } : {}) };
}

/** What rules remark, each with the weight that its help gives it. */
export function* findingsOf(rules: readonly Named[], remarks: Iterable<Remark>): Generator<Finding> {
  for (const remark of remarks) {
    const help = rules.flatMap(({ helps }) => helps).find(({ code }) => code === remark.code);
    if (!help) throw new Error(`no help for ${remark.code}`);
    yield { severity: help.severity, ...remark };
  }
}
