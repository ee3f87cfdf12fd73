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

/** Most names: nothing in them looks like anything else. */
const isPlain = /^(?!.*(?:rn|vv))[a-z-]*$/;

/** What a name looks like at a glance: accents off, every letter as the Latin one it resembles. */
export function skeleton(name: string): string {
  if (isPlain.test(name)) return name;
  const bare = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return [...bare]
    .map((letter) => lookAlikes.get(letter) ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** Scripts whose letters are taken for each other’s; beside one of them any other may stand (UTS 39, section 5.2). */
const resembling = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

/** Whether letters of two scripts that resemble each other stand in one label. */
export function mixesScripts(label: string): boolean {
  return !isAscii(label) && resembling.filter((script) => script.test(label)).length > 1;
}

/** Whether a label is written in Cyrillic or Greek and reads as Latin, letter by letter: `аррӏе`. */
export function passesForLatin(label: string): boolean {
  if (isAscii(label)) return false;
  return /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label) && isAscii(skeleton(label));
}

function isAscii(label: string): boolean {
  return /^[\x20-\x7e]*$/.test(label);
}
