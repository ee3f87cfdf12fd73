import type { Context } from 'hono';
import { directionOf } from '../../render/setting.ts';
import type { Subscriber } from '../../store/subscribers.ts';
import { nearestLanguage } from '../../words/words.ts';
import type { Site } from './site.ts';

/** The site in the language of a reader, where their field `lang` names one that there are words in. */
export function forReader(site: Site, reader: Pick<Subscriber, 'fields'> | undefined): Site {
  return inLanguage(site, Object.hasOwn(reader?.fields ?? {}, 'lang') ? [reader?.fields['lang'] ?? ''] : []);
}

/** The site in the language that a visitor’s browser asks for (RFC 9110 s.12.5.4): for pages that are nobody’s own. */
export function forVisitor(site: Site, c: Context): Site {
  c.header('Vary', 'Accept-Language', { append: true });
  return inLanguage(site, preferred(c.req.header('accept-language') ?? ''));
}

/** In the first of these languages that there are words in, as the newsletter itself otherwise. */
function inLanguage(site: Site, tags: readonly string[]): Site {
  for (const tag of tags) {
    const nearest = nearestLanguage(tag, site.languages.keys());
    const words = nearest === undefined ? undefined : site.languages.get(nearest);
    if (words && nearest) return nearest === site.lang ? site : speaking(site, nearest, words);
  }
  return site;
}

function speaking(site: Site, lang: string, words: Site['words']): Site {
  return { ...site, lang, words, dir: directionOf(lang) };
}

/** More tags than any person speaks languages are not looked at. */
const mostTags = 20;

/** `de;q=0.5, en` is `en`, then `de`. */
function preferred(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',', mostTags)
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const quality = parameters.map((parameter) => /^q=([\d.]+)$/i.exec(parameter)?.[1]).find(Boolean);
      return { tag, quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
