import type { ReadersRule } from '../rule.ts';
import { longestSubject } from './subject.ts';
import { values } from './values.ts';

/** What an issue says to the readers of a list. */
export const readersRules: readonly ReadersRule[] = [values, longestSubject];
