import type { Rule } from '../rule.ts';
import { proseOf } from './prose.ts';

/** What was to be replaced before sending; each is never a word of its own. */
const left: readonly RegExp[] = [
  // Not “a TODO list”: with a colon, alone in brackets that are no link, or alone on its line.
  /\b(?:TODO|FIXME|TBD|TBA)(?=:)|(?<=\[[^\]\n]{0,20})\b(?:TODO|FIXME|TBD|TBA)(?=\](?![([\u0000]))|\b(?:TODO|FIXME|TBD|TBA)(?<=^[ \t>*-]*\w+)(?=[ \t]*$)/gm,
  /\blorem ipsum\b/gi,
  /\[(?:(?:your|first|last|full|insert|subscriber|recipient|company)[ _-]?(?:name|text|link|here|url|date)?|name|date|link here)\](?![([:\u0000])/gi,
  /\b[A-Z]{2,}(?:_[A-Z]+)*_HERE\b/g,
  /<(?:insert|your|add) [^>\n]{1,40}>/gi,
];

/** Merge fields of other tools, which nobody fills here. */
const foreign: readonly RegExp[] = [
  /\*\|[A-Z0-9_:]+\|\*/g,
  /%%[a-z][a-z_ .]*%%/gi,
  /%recipient[\w.]*%/gi,
  /(?<!\{)\{(?:first_?name|last_?name|name|email)\}(?!\})/gi,
  /\[%[^%\n]+%\]|<%=?[^%\n]+%>/g,
];

/** Nothing is left that was to be replaced. */
export const placeholder: Rule = {
  helps: [
    {
      code: 'words/placeholder',
      severity: 'error',
      about: 'Words that stood for others until there would be time, and were forgotten.',
      wrong: 'The market opens at TODO: ask Ada.',
      right: 'The market opens at nine.',
    },
    {
      code: 'words/foreign-field',
      severity: 'error',
      about: 'A merge field as another tool writes it: readers would see its name and not theirs.',
      wrong: 'Dear *|FNAME|*, the market is back.',
      right: 'Dear {{first_name|reader}}, the market is back.',
    },
  ],
  *find(read) {
    for (const { text, placeOf } of proseOf(read)) {
      for (const { 0: word, index } of allOf(left, text)) {
        yield {
          code: 'words/placeholder',
          message: `“${word.trim()}” was to be replaced`,
          place: placeOf(index, index + word.trimEnd().length),
          advice:
            'Put what is meant in its place, or take it out. What is meant as it stands goes in `backticks`.',
        };
      }
      for (const { 0: word, index } of allOf(foreign, text)) {
        yield {
          code: 'words/foreign-field',
          message: `${word} is a merge field of another tool, which nobody fills here`,
          place: placeOf(index, index + word.length),
          advice: 'Write it like {{first_name|reader}}.',
        };
      }
    }
  },
};

function allOf(patterns: readonly RegExp[], text: string): RegExpExecArray[] {
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)] as RegExpExecArray[]);
}
