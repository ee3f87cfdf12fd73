import type { Rule } from '../rule.ts';
import { empty } from './empty.ts';

/** What an issue says, and how it is built. */
export const wordsRules: readonly Rule[] = [empty];
