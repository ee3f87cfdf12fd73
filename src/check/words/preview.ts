import type { SpecimenRule } from '../rule.ts';
import { frontMatterPlace } from './front-matter-line.ts';

/** Inboxes show at most about so many characters behind a subject. */
const most = 150;

/** The words an inbox shows behind the subject are worth their place. */
export const preview: SpecimenRule = {
  helps: [
    {
      code: 'preview/none',
      severity: 'hint',
      about:
        'Without a preview an inbox shows whatever stands first in the mail, often “Read it on the web”.',
      of: 'front matter',
      wrong: 'title: What is new in town',
      right: 'title: What is new in town\npreview: The market is back, and the library stays open longer.',
    },
    {
      code: 'preview/repeats',
      severity: 'warning',
      about: 'A preview that says what the subject has just said is lost.',
      of: 'front matter',
      wrong: 'title: What is new in town\nsubject: The market is back\npreview: The market is back',
      right:
        'title: What is new in town\nsubject: The market is back\npreview: Saturday at nine, behind the library.',
    },
    {
      code: 'preview/long',
      severity: 'hint',
      about: 'What stands behind the first hundred and fifty characters of a preview is shown by no inbox.',
      of: 'front matter',
      wrong: `preview: ${'The market is back, and the library stays open longer. '.repeat(3)}And more.`,
      right: 'preview: The market is back, and the library stays open longer.',
    },
  ],
  *find({ read, subject, preview: words }) {
    const place = frontMatterPlace(read, 'preview', 'title');
    const where = place ? { place } : {};
    const said = plain(words);
    if (said === '') {
      yield {
        code: 'preview/none',
        message: 'There is no preview: inboxes show the first words of the mail instead',
        advice: 'Say in a sentence what is in it: preview: …',
        ...where,
      };
    } else if (said === plain(subject) || said === plain(read.issue.title)) {
      yield {
        code: 'preview/repeats',
        message: 'The preview says what the subject says',
        advice: 'Say the next thing: inboxes show both side by side.',
        ...where,
      };
    }
    if (words.length > most) {
      yield {
        code: 'preview/long',
        message: `The preview has ${words.length} characters, of which inboxes show ${most} at most`,
        advice: 'Say what matters first.',
        ...where,
      };
    }
  },
};

function plain(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
