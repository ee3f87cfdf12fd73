/**
 * Letters that look like Latin ones in the fonts of mail programs (from Unicode’s confusables.txt, UTS 39): the small
 * ones of Cyrillic and Greek and a few of Latin, which are all that a name of a host can have.
 */
const lookAlikes: ReadonlyMap<string, string> = new Map([
  ...pairs('аеорсухіјѕԁһӏԛԝѵьгԍ', 'aeopcyxijsdhlqwvbrg'),
  ...pairs('ανορικγυτσ', 'avopikyuto'),
  ...pairs('ıɩɡɑʀłøđħŧ', 'iigarlodht'),
  ...pairs('01', 'ol'),
]);

function pairs(letters: string, latin: string): (readonly [string, string])[] {
  const plain = [...latin];
  return [...letters].map((letter, i) => [letter, plain[i] ?? ''] as const);
}

/** What a name looks like at a glance: accents off, every letter as the Latin one it resembles. */
export function skeleton(name: string): string {
  const bare = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return [...bare]
    .map((letter) => lookAlikes.get(letter) ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** Scripts that are written together in one word (UTS 39, section 5.2, “highly restrictive”). */
const together = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
].map((scripts) => matching(scripts));

const scriptNames = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Thai',
  'Georgian',
];
const alone = scriptNames.map((script) => matching([script]));

/** Every letter is of one of the scripts, or of none in particular: a digit, a hyphen, an accent. */
function matching(scripts: readonly string[]): RegExp {
  return new RegExp(
    `^[${['Common', 'Inherited', ...scripts].map((s) => `\\p{Script=${s}}`).join('')}]*$`,
    'u',
  );
}

/** Whether letters of Latin, Cyrillic or Greek stand in one label beside those of another script. */
export function mixesScripts(label: string): boolean {
  if (isAscii(label)) return false;
  if ([...alone, ...together].some((pattern) => pattern.test(label))) return false;
  return /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label);
}

/** Whether a label is written in Cyrillic or Greek and reads as Latin, letter by letter: `аррӏе`. */
export function passesForLatin(label: string): boolean {
  if (isAscii(label)) return false;
  return /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label) && isAscii(skeleton(label));
}

function isAscii(label: string): boolean {
  return /^[\x20-\x7e]*$/.test(label);
}
