import type { Finding } from '../finding/finding.ts';
import { formatFinding } from '../finding/format.ts';
import type { Source } from '../issue/read-issue.ts';
import { type Desk, note } from './desk.ts';
import { sourceText } from './source-text.ts';

/** Findings as people read them, on stderr; hints only with `--verbose`. */
export function printFindings(desk: Desk, findings: readonly Finding[], sources: readonly Source[]): void {
  const texts = new Map(sources.map((source) => [source.file, source.text]));
  for (const finding of findings) {
    if (finding.severity === 'hint' && !desk.flags.verbose) continue;
    const file = finding.place?.file;
    const text = file === undefined ? undefined : (texts.get(file) ?? sourceText(desk.cwd, file));
    note(desk, formatFinding(finding, text, desk.paint));
    note(desk);
  }
}
