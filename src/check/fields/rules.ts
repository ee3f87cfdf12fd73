import type { Rule } from '../rule.ts';
import { fieldInTitle, fields } from './fields.ts';
import { segments } from './segments.ts';

/** What differs by reader. */
export const fieldRules: readonly Rule[] = [fields, fieldInTitle, segments];
