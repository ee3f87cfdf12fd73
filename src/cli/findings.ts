import type { Finding } from '../finding/finding.ts';
import { formatFinding } from '../finding/format.ts';
import type { Source } from '../issue/read-issue.ts';
import { type Desk, note } from './desk.ts';

/** Findings as people read them, on stderr; hints only with `--verbose`. */
export function printFindings(desk: Desk, findings: readonly Finding[], sources: readonly Source[]): void {
  const texts = new Map(sources.map((source) => [source.file, source.text]));
  for (const finding of findings) {
    if (finding.severity === 'hint' && !desk.flags.verbose) continue;
    note(desk, formatFinding(finding, finding.place && texts.get(finding.place.file), desk.paint));
    note(desk);
  }
}
