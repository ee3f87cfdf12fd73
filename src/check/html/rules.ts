import type { SpecimenRule } from '../rule.ts';
import { contrast } from './contrast.ts';
import { size } from './size.ts';
import { structure } from './structure.ts';

/** The HTML part: its size, and who can read it. */
export const htmlRules: readonly SpecimenRule[] = [size, structure, contrast];
