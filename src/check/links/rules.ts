import type { Rule } from '../rule.ts';
import { linkWords } from './link-words.ts';
import { links } from './links.ts';
import { targets } from './targets.ts';

/** Where an issue leads. */
export const linkRules: readonly Rule[] = [links, targets, linkWords];
