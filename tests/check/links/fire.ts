import { checked, readBody } from '../../issue/reading.ts';

/** The codes about a link to `url`, hints aside unless one is asked for; its words give no cause for any. */
export function codesAbout(url: string, hints: readonly string[] = []): string[] {
  return checked(readBody(`[The news of today](<${url}>)`))
    .filter(({ severity, code }) => severity !== 'hint' || hints.includes(code))
    .map(({ code }) => code);
}
