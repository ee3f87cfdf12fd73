import type { Finding, Severity } from '../finding/finding.ts';

/** How much the findings of a code weigh in this newsletter; `off`: they are not told. */
export type Switches = ReadonlyMap<string, Severity | 'off'>;

/** Findings as the settings want them; a switch of a whole family gives way to one of a code. */
export function switched(findings: readonly Finding[], switches: Switches): Finding[] {
  return findings.flatMap((finding) => {
    const [family = ''] = finding.code.split('/');
    const wanted = switches.get(finding.code) ?? switches.get(family) ?? finding.severity;
    return wanted === 'off' ? [] : [{ ...finding, severity: wanted }];
  });
}
