import { deliveryRules } from './delivery/rules.ts';
import { fieldRules } from './fields/rules.ts';
import { htmlRules } from './html/rules.ts';
import { imageRules } from './images/rules.ts';
import { linkRules } from './links/rules.ts';
import type { Rule, SpecimenRule } from './rule.ts';
import { textRules } from './text/rules.ts';
import { inboxRules, wordsRules } from './words/rules.ts';

/** Every rule: those that look at the issue, at the mail, and at a list. */
export const issueRules: readonly Rule[] = [...wordsRules, ...fieldRules, ...linkRules, ...imageRules];
export const specimenRules: readonly SpecimenRule[] = [
  ...inboxRules,
  ...htmlRules,
  ...textRules,
  ...deliveryRules,
];
