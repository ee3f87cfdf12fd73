import type { Rule } from '../rule.ts';
import { proseOf } from './prose.ts';

/** Words that never stand twice, by language: “had had” and “die die” do. */
const never: Readonly<Record<string, string>> = {
  en: 'the a an and or of to for with are was were we it this be as at by from your our their my if but which when where into about than then also has have will would can could should been',
  de: 'und oder mit von für nicht ist sind war ein eine einen einem einer zu auf im am den dem des auch aber wenn wie bei nach aus wird werden kann haben hat',
  es: 'el la los las un una y o de en con por para es son está pero cuando como del al su sus este esta',
  fr: 'le la les un une et ou de des du dans pour avec sur par est sont mais quand comme au aux ce cette qui',
};

/** No word is typed twice. */
export const doubled: Rule = {
  helps: [
    {
      code: 'words/doubled',
      severity: 'warning',
      about: 'A word that stands twice, as happens where a sentence was changed or a line broken.',
      wrong: 'The market is back on the the square.',
      right: 'The market is back on the square.',
    },
  ],
  *find(read, { newsletter }) {
    const [language = ''] = (read.issue.lang ?? newsletter.lang).toLowerCase().split('-');
    const words = new Set(never[language]?.split(' '));
    if (words.size === 0) return;
    for (const { text, placeOf } of proseOf(read)) {
      for (const match of text.matchAll(
        /(?<![\p{L}\p{N}'’-])(\p{L}+)([ \t]*(?:\n[ \t>]*)?)(?<=\s)\1(?![\p{L}\p{N}'’-])/giu,
      )) {
        const [both, word = ''] = match;
        if (!words.has(word.toLowerCase())) continue;
        yield {
          code: 'words/doubled',
          message: `“${word}” stands twice`,
          place: placeOf(match.index + both.length - word.length, match.index + both.length),
          advice: 'Take one of them out.',
        };
      }
    }
  },
};
