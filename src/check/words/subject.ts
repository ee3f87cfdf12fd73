import type { Remark, SpecimenRule } from '../rule.ts';
import { frontMatterPlace } from './front-matter-line.ts';

/** Desktop programs show about so many characters of a subject, phones not half of them. */
const most = 100;

/** What the subject says to filters and to readers before they open anything. */
export const subject: SpecimenRule = {
  helps: [
    {
      code: 'subject/false-reply',
      severity: 'error',
      about:
        'A subject that pretends to answer or to be forwarded deceives; mailbox providers ask that it does not.',
      of: 'front matter',
      wrong: 'subject: "Re: your order"',
      right: 'subject: What is new in town',
    },
    {
      code: 'subject/capitals',
      severity: 'warning',
      about: 'A subject all in capitals reads as shouting, and filters take it for that too.',
      of: 'front matter',
      wrong: 'subject: THE MARKET IS BACK',
      right: 'subject: The market is back',
    },
    {
      code: 'subject/punctuation',
      severity: 'warning',
      about: 'Several exclamation or question marks in a row are what filters look for.',
      of: 'front matter',
      wrong: 'subject: The market is back!!',
      right: 'subject: The market is back!',
    },
    {
      code: 'subject/long',
      severity: 'warning',
      about: 'No mail program shows so much of a subject; what matters has to stand at its beginning.',
      of: 'front matter',
      wrong: `subject: ${'The market is back, and so is the library, '.repeat(3)}at last`,
      right: 'subject: The market is back',
    },
  ],
  *find({ read, subject: words }) {
    const place = frontMatterPlace(read, 'subject', 'title');
    for (const remark of remarks(words)) yield { ...remark, ...(place ? { place } : {}) };
  },
};

function* remarks(words: string): Generator<Remark> {
  const reply = /^\s*(re|fwd?|aw|wg|rv|tr)\s*:/i.exec(words)?.[1];
  if (reply !== undefined) {
    yield {
      code: 'subject/false-reply',
      message: `The subject begins with “${reply}:”, and this is no answer to anything`,
      advice: 'Begin with what it is about.',
    };
  }
  const letters = words.replace(/[^\p{L}]/gu, '');
  if (letters.length >= 8 && letters === letters.toUpperCase() && letters !== letters.toLowerCase()) {
    yield {
      code: 'subject/capitals',
      message: 'The subject is all in capitals',
      advice: 'Write it as you would say it.',
    };
  }
  if (/[!?¡¿]{2,}/.test(words)) {
    yield {
      code: 'subject/punctuation',
      message: 'The subject has several exclamation or question marks in a row',
      advice: 'One is enough.',
    };
  }
  if (words.length > most) {
    yield {
      code: 'subject/long',
      message: `The subject has ${words.length} characters`,
      advice: `Phones show about 40 of them, and no mail program more than ${most}.`,
    };
  }
}
