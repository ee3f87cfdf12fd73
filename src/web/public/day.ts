/** A day in words, in UTC: `7 December 2026`. `lang` is a BCP 47 tag there are words in. */
export function dayIn(lang: string, instant: number): string {
  return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(instant);
}
