import type { Inline } from '../../issue/inline.ts';
import { at, type ReadersRule } from '../rule.ts';

/** Phones show about so many characters of a subject, desktop programs hardly twice as many. */
const most = 100;

/** The subject stays one for everybody, however long their names are. */
export const longestSubject: ReadersRule = {
  helps: [
    {
      code: 'readers/long-subject',
      severity: 'warning',
      about: 'With the longest value on the list the subject gets longer than any mail program shows.',
      of: 'terminal',
      wrong:
        'subject: "{{company}}, here is all that is new in town this week"     (the longest company has 90 characters)',
      right: 'subject: "What is new in town, {{first_name|friend}}"',
    },
  ],
  *find(read, { tallies, list }) {
    const { subject } = read.issue;
    if (!subject) return;
    const [field] = subject.filter((inline) => inline.kind === 'field');
    const length = lengthOf(subject, (name) => tallies.get(name)?.longest ?? 0);
    if (field === undefined || length <= most) return;
    yield at(read, field, 'node', {
      code: 'readers/long-subject',
      message: `With the longest values on ${list} the subject has ${length} characters`,
      advice: `Phones show about 40 of them, and no mail program more than ${most}: put the field last, or leave it out.`,
    });
  },
};

function lengthOf(subject: readonly Inline[], longest: (field: string) => number): number {
  return subject.reduce((sum, inline) => {
    if (inline.kind === 'field') return sum + Math.max(longest(inline.name), (inline.fallback ?? '').length);
    return sum + (inline.kind === 'text' ? inline.text.length : 0);
  }, 0);
}
