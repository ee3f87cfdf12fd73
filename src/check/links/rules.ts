import type { Rule } from '../rule.ts';
import { links } from './links.ts';

/** Where an issue leads. */
export const linkRules: readonly Rule[] = [links];
