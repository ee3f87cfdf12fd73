import type { SpecimenRule } from '../rule.ts';

/** The HTML part: its size, what mail programs can do with it, and who can read it. */
export const htmlRules: readonly SpecimenRule[] = [];
