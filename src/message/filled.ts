import { fill } from '../render/fill.ts';
import type { ReaderValues, RenderedIssue } from '../render/template.ts';
import type { Copy } from './edition.ts';

/** The three texts of one reader's copy, every slot filled. */
export function fillIssue(
  issue: RenderedIssue,
  values: ReaderValues,
): Pick<Copy, 'subject' | 'html' | 'text'> {
  return {
    subject: fill(issue.subject, values),
    html: fill(issue.html, values),
    text: fill(issue.text, values),
  };
}
