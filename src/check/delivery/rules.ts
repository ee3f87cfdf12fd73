import type { SpecimenRule } from '../rule.ts';

/** What receivers go by. */
export const deliveryRules: readonly SpecimenRule[] = [];
