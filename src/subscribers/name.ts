const titles = new Set([
  ...['mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'sir', 'dame', 'lord', 'lady', 'rev', 'the'],
  ...['herr', 'frau', 'm', 'mme', 'mlle', 'sr', 'sra', 'don', 'doña', 'sig', 'ing', 'dipl'],
]);

/**
 * The first name in a whole one, where that is plain to see: the first word of `Zoë Keller`. Undefined for
 * `Keller, Zoë`, `Dr. Keller`, `Z. Keller` and what is no name.
 */
export function firstNameOf(name: string): string | undefined {
  const [first = ''] = name.split(/\s+/);
  if (!/^[\p{L}\p{M}][\p{L}\p{M}'’-]+$/u.test(first)) return undefined;
  return titles.has(first.toLowerCase()) ? undefined : first;
}
