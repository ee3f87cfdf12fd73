import type { SpecimenRule } from '../rule.ts';

/** The text part. */
export const textRules: readonly SpecimenRule[] = [];
