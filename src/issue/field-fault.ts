import type { Finding } from '../finding/finding.ts';
import type { Place } from '../finding/place.ts';
import { shorten } from '../finding/shorten.ts';
import { type FieldFault, suggestField } from './field.ts';

/** The same words wherever a field is malformed: in prose, in the subject, in the preview. */
export function malformedField(raw: string, fault: FieldFault, place: Place): Finding {
  const code = `field/${fault === 'name' ? 'malformed' : fault}`;
  const braces = 'Write \\{{ if the braces themselves are meant.';
  const faults = {
    logic: [
      `${shorten(raw)} is template logic, and an issue holds none`,
      'Use :::only{segment=…} for what only some readers see; ifs and loops stay in templates/.',
    ],
    name: [`${shorten(raw)} is not a merge field`, `Did you mean ${suggestField(raw)}? ${braces}`],
    unclosed: [
      'This merge field is not closed with }} on its line',
      `Write {{name|fallback}}, or {{name\\|fallback}} in a table. ${braces}`,
    ],
  } as const;
  const [message, advice] = faults[fault];
  return { code, severity: 'error', message, place, advice };
}
