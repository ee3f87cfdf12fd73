import { nearest } from '../finding/nearest.ts';
import type { Help } from './help.ts';
import { newsletterHelps } from './helps/newsletter.ts';
import { readingHelps } from './helps/reading.ts';
import { answerHelps } from './links/answers.ts';
import { readersRules } from './readers/rules.ts';
import { issueRules, specimenRules } from './rules.ts';

/** The codes of rules and of what the web answers, which a newsletter’s settings may weigh otherwise or switch off. */
export const ruleHelps: readonly Help[] = [
  ...[...issueRules, ...specimenRules, ...readersRules].flatMap(({ helps }) => helps),
  ...answerHelps,
];

/** Every code there is something to say of. */
export const helps: readonly Help[] = [...ruleHelps, ...readingHelps, ...newsletterHelps].sort((a, b) =>
  a.code < b.code ? -1 : 1,
);

export function helpOf(code: string): Help | undefined {
  return helps.find((help) => help.code === code);
}

/** The code that was most likely meant. */
export function nearestCode(code: string): string | undefined {
  return nearest(
    code,
    helps.map((help) => help.code),
  );
}
