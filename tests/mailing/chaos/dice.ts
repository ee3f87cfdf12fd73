/** Chance that comes again: the same seed throws the same. */
export interface Dice {
  /** From 0 up to 1. */
  throw(): number;
  /** A whole number from `least` to `most`, both among them. */
  between(least: number, most: number): number;
  /** True so many times in a hundred. */
  inHundred(times: number): boolean;
  pick<T>(choice: readonly T[]): T;
}

/** Mulberry32; `about` gives each thing a chance of its own, whatever was thrown before. */
export function dice(seed: number, ...about: readonly (string | number)[]): Dice {
  let state = about.reduce<number>((sum, one) => hash(sum, String(one)), seed | 0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    throw: next,
    between,
    inHundred: (times) => next() * 100 < times,
    pick: (choice) => choice[between(0, choice.length - 1)] as (typeof choice)[number],
  };
}

/** FNV-1a. */
function hash(start: number, text: string): number {
  let sum = start ^ 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return sum;
}
