import type { Rule, SpecimenRule } from '../rule.ts';
import { doubled } from './doubled.ts';
import { empty } from './empty.ts';
import { emptySection } from './empty-section.ts';
import { placeholder } from './placeholder.ts';
import { preview } from './preview.ts';
import { repeatedParagraph } from './repeated-paragraph.ts';
import { restartedSteps } from './restarted-steps.ts';
import { subject } from './subject.ts';

/** What an issue says, and how it is built. */
export const wordsRules: readonly Rule[] = [
  empty,
  placeholder,
  doubled,
  repeatedParagraph,
  emptySection,
  restartedSteps,
];

/** What an inbox shows of it before it is opened. */
export const inboxRules: readonly SpecimenRule[] = [subject, preview];
