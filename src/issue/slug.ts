/** The slug of a file's name: `issues/2016-10-24-Failing at Therapy.md` → `2016-10-24-failing-at-therapy`. */
export function slugOfFile(file: string): string {
  const name = file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
  return slugOf(name) || 'issue';
}

/** Words as they stand in an address: letters and digits of ASCII, hyphens between. */
export function slugOf(words: string): string {
  return words
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
