/** A date of the form YYYY-MM-DD in words, as the language writes it; as it is when it is no such date. */
export function longDate(date: string, lang: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) return date;
  return new Intl.DateTimeFormat(known(lang), { dateStyle: 'long', timeZone: 'UTC' }).format(time);
}

function known(lang: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(lang)[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}
