import type { Rule } from '../rule.ts';
import { files } from './files.ts';
import { pictures } from './pictures.ts';

/** What an issue shows. */
export const imageRules: readonly Rule[] = [pictures, files];
