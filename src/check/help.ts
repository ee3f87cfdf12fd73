import type { Severity } from '../finding/finding.ts';

/** What `pennypost help CODE` says of a code. */
export interface Help {
  /** `family/name`. */
  readonly code: string;
  /** How much it weighs where the settings do not say otherwise. */
  readonly severity: Severity;
  /** What it looks for and why that matters to readers, in a sentence or two. */
  readonly about: string;
  /** Lines that have the fault, and the same without it. */
  readonly wrong: string;
  readonly right: string;
  /** What the lines are of; the body of an issue otherwise. */
  readonly of?: 'issue' | 'front matter' | 'settings' | 'template' | 'terminal' | 'web';
}
