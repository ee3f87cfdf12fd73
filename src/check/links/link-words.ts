import { type LinkPart, linksOf } from '../../issue/walk.ts';
import { at, type Rule } from '../rule.ts';
import { hostOf, isSameHost } from './hosts.ts';

/** What says nothing of where it leads, in the languages of the pages; a screen reader lists links by their words. */
const vague = new Set(
  'click here|click|tap here|klicken sie hier|hier klicken|klick hier|haz clic aquí|haga clic aquí|cliquez ici|cliquer ici'.split(
    '|',
  ),
);
const weak = new Set(
  'here|this|link|this link|read more|more|learn more|hier|mehr|weiterlesen|aquí|leer más|ici|en savoir plus|lire la suite|هنا|اقرأ المزيد'.split(
    '|',
  ),
);

/** The words of a link say where it leads. */
export const linkWords: Rule = {
  helps: [
    {
      code: 'link/vague',
      severity: 'warning',
      about:
        '“Click here” says nothing to whoever jumps from link to link, as screen readers do, and to filters it sounds of spam.',
      wrong: 'For the dates [click here](https://example.org/dates).',
      right: 'See [the dates of the market](https://example.org/dates).',
    },
    {
      code: 'link/weak',
      severity: 'hint',
      about: 'A link of one small word can hardly be hit on a phone, and says nothing by itself.',
      wrong: 'The dates are [here](https://example.org/dates).',
      right: 'See [the dates of the market](https://example.org/dates).',
    },
    {
      code: 'link/other-address',
      severity: 'warning',
      about: 'Words that are one address and lead to another are what mail filters take for deceit.',
      wrong: '[www.example.org/dates](https://example.com/d?x=1)',
      right: '[The dates](https://example.com/d?x=1)',
    },
    {
      code: 'link/same-words',
      severity: 'hint',
      about: 'The same words lead to two places, as dates of a series do; or one of the two was copied.',
      wrong:
        '[The dates of the market](https://example.org/a)\n\n[The dates of the market](https://example.org/b)',
      right:
        '[The dates of the market](https://example.org/a)\n\n[The dates of the fair](https://example.org/b)',
    },
  ],
  *find(read) {
    const seen = new Map<string, string>();
    for (const link of linksOf(read.issue.blocks)) {
      const words = plain(link.words);
      if (vague.has(words)) {
        yield at(read, link.node, 'node', {
          code: 'link/vague',
          message: `“${link.words.trim()}” says nothing of where it leads`,
          advice: 'Let the words that say it be the link.',
        });
      } else if (weak.has(words)) {
        yield at(read, link.node, 'node', {
          code: 'link/weak',
          message: `“${link.words.trim()}” says little of where it leads`,
          advice: 'Let the words that say it be the link.',
        });
      }
      const shown = shownAddress(link);
      const host = hostOf(link.url);
      if (shown !== undefined && host !== undefined && !isSameHost(shown, host)) {
        yield at(read, link.node, 'node', {
          code: 'link/other-address',
          message: `The words are the address of ${shown}, and lead to ${host}`,
          advice: 'Write in words what is there, or link to the address that is shown.',
        });
      }
      const before = seen.get(words);
      if (isTelling(link, words) && before !== undefined && !isSamePlace(before, link.url)) {
        yield at(read, link.node, 'node', {
          code: 'link/same-words',
          message: `These words have led to another place before: ${before}`,
          advice: 'See which of the two addresses is right, or say what differs.',
        });
      }
      if (before === undefined) seen.set(words, link.url);
    }
  },
};

function plain(words: string): string {
  return words
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.!…→»>]+$/u, '')
    .trim();
}

/** The host of words that are an address themselves. */
function shownAddress({ words }: LinkPart): string | undefined {
  const [, host] =
    /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?$/i.exec(words.trim()) ?? [];
  if (host === undefined) return undefined;
  const isAddress =
    /^(?:https?:\/\/|www\.)/i.test(words.trim()) ||
    /\.(?:com|org|net|edu|gov)(?:[/?#]|$)/i.test(words.trim());
  return isAddress ? host.toLowerCase() : undefined;
}

/** Three words and more name one thing; “slides” and “video” stand in every row. */
function isTelling({ hasPicture }: LinkPart, words: string): boolean {
  return !hasPicture && words.split(' ').length >= 4;
}

function isSamePlace(a: string, b: string): boolean {
  const place = (url: string): string =>
    url
      .toLowerCase()
      .replace(/^https?:\/\/(?:www\.)?/, '')
      .replace(/[/?#]+$/, '');
  return place(a) === place(b);
}
