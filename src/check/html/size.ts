import { quotedPrintable } from '../../message/template/quoted-printable.ts';
import type { SpecimenRule } from '../rule.ts';
import type { Specimen } from '../specimen/specimen.ts';
import { type Element, elementsBelow, textOf } from '../specimen/tree.ts';

/** Gmail cuts a mail off about there, in bytes of its HTML part, and hides the footer with the way out. */
const gmailShows = 102_400;
/** From here on it is told: a longer name or one more picture, and it is cut. */
const nearly = 92_160;

/** The whole mail is shown. */
export const size: SpecimenRule = {
  helps: [
    {
      code: 'html/size',
      severity: 'warning',
      about:
        'Gmail shows about 100 KB of a mail and hides the rest, the footer with it, behind “View entire message”.',
      of: 'terminal',
      wrong: 'an issue of 130 KB',
      right: 'two issues, or the longest part on the web and a link to it',
    },
  ],
  *find(specimen) {
    const bytes = Math.max(Buffer.byteLength(specimen.html), quotedPrintable(specimen.html).length);
    if (bytes < nearly) return;
    const place = placeOfLargest(specimen);
    const kilobytes = Math.round(bytes / 1024);
    yield {
      code: 'html/size',
      message:
        bytes < gmailShows
          ? `The mail has ${kilobytes} KB, and Gmail cuts it off at 100`
          : `The mail has ${kilobytes} KB: Gmail cuts it off at 100, and hides the footer`,
      advice: 'This is its longest part: shorten it, or put it on the web and link to it.',
      ...(place ? { place } : {}),
    };
  },
};

function placeOfLargest({ tree, placeOf }: Specimen) {
  const blocks = [...elementsBelow(tree)].filter(isBlock);
  const [largest] = blocks
    .map((element) => ({ element, length: textOf(element).length }))
    .sort((a, b) => b.length - a.length);
  return largest && placeOf(largest.element);
}

function isBlock({ attributes }: Element): boolean {
  return /(?:^|\s)block-\d/.test(attributes['class'] ?? '');
}
