import type { SpecimenRule } from '../rule.ts';
import { complete } from './complete.ts';

/** The text part. */
export const textRules: readonly SpecimenRule[] = [complete];
