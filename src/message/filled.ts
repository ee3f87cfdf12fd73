import { fill } from '../render/fill.ts';
import type { ReaderValues, RenderedIssue } from '../render/template.ts';

/** The three texts of one reader's copy, every slot filled. */
export interface FilledIssue {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export function fillIssue(issue: RenderedIssue, values: ReaderValues): FilledIssue {
  return {
    subject: fill(issue.subject, values),
    html: fill(issue.html, values),
    text: fill(issue.text, values),
  };
}
