import { at, type Rule } from '../rule.ts';
import { webLinksOf } from './web-links.ts';

/** Words that say where to click and not what is there, by language; English is understood everywhere. */
const vague: Readonly<Record<string, readonly string[]>> = {
  en: [
    'here',
    'click here',
    'this link',
    'link',
    'read more',
    'more',
    'learn more',
    'right here',
    'see here',
    'click',
  ],
  de: [
    'hier',
    'hier klicken',
    'klick hier',
    'klicke hier',
    'klicken sie hier',
    'dieser link',
    'mehr',
    'mehr lesen',
    'mehr erfahren',
    'weiterlesen',
    'weiter lesen',
  ],
  es: [
    'aquí',
    'aqui',
    'clic aquí',
    'haz clic aquí',
    'haga clic aquí',
    'pincha aquí',
    'enlace',
    'este enlace',
    'más',
    'leer más',
    'ver más',
    'saber más',
  ],
  fr: [
    'ici',
    'cliquez ici',
    'clique ici',
    'lien',
    'ce lien',
    'plus',
    'lire plus',
    'lire la suite',
    'en savoir plus',
  ],
};

/** Words to click on say what they lead to. */
export const vagueWords: Rule = {
  helps: [
    {
      code: 'link/vague',
      severity: 'warning',
      about:
        'Eyes and screen readers jump from link to link, and hear only their words: “here” tells them nothing.',
      wrong: 'The market opens on Saturday; read about it [here](https://example.org/market).',
      right: 'The market opens on Saturday: [what there is to buy](https://example.org/market).',
    },
  ],
  *find(read, { newsletter }) {
    const [language = ''] = (read.issue.lang ?? newsletter.lang).toLowerCase().split('-');
    const words = new Set([...(vague['en'] ?? []), ...(vague[language] ?? [])]);
    for (const link of webLinksOf(read)) {
      if (link.hasPicture || !words.has(bare(link.words))) continue;
      yield at(read, link.node, 'node', {
        code: 'link/vague',
        message: `“${link.words.trim()}” does not say where this link leads`,
        advice: 'Put the link on the words that name what is there.',
      });
    }
  },
};

/** Without arrows, dots and whatever else stands around the words. */
function bare(words: string): string {
  return words
    .toLowerCase()
    .replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
    .replace(/\s+/g, ' ');
}
