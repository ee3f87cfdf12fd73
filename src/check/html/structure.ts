import type { Remark, SpecimenRule } from '../rule.ts';
import type { Specimen } from '../specimen/specimen.ts';
import { type Element, elementsBelow, textOf } from '../specimen/tree.ts';

function help(code: string, about: string, wrong: string, right: string) {
  return { code, severity: 'error', about, wrong, right, of: 'template' } as const;
}

/** What screen readers go by (the rules that nearly every mail fails). */
export const structure: SpecimenRule = {
  helps: [
    help(
      'html/language',
      'Without a language, screen readers read a mail in whatever voice they have.',
      '<mjml>',
      '<mjml lang="{{lang}}" dir="{{dir}}">',
    ),
    help(
      'html/title',
      'Without a title, a mail that is opened in a browser has no name.',
      '<mj-head></mj-head>',
      '<mj-head><mj-title>{{title}}</mj-title></mj-head>',
    ),
    help(
      'html/headings',
      'A mail has one first heading, and no level is left out below it: that is how it is leafed through by ear.',
      '<h1>{{title}}</h1> … <h3>{{text}}</h3>',
      '<h1>{{title}}</h1> … <h2>{{text}}</h2>',
    ),
    help(
      'html/alt',
      'A picture without alternative words is read out by its address; one that only adorns has alt="".',
      '<img src="line.png">',
      '<img src="line.png" alt="">',
    ),
    help(
      'html/link-words',
      'A link without words or a picture with words cannot be found by ear.',
      '<a href="{{href}}"></a>',
      '<a href="{{href}}">{{label}}</a>',
    ),
    help(
      'html/layout-table',
      'A table that only arranges things says so, or it is read out cell by cell.',
      '<table>',
      '<table role="presentation">',
    ),
    help(
      'html/third-party',
      'What is fetched when a mail is opened tells others that it was: fonts, style sheets, pictures of one pixel.',
      '<link href="https://fonts.example.com/a.css" rel="stylesheet">',
      'fonts: { prose: "Georgia, serif" }',
    ),
  ],
  *find(specimen) {
    for (const { element, ...remark } of remarksOn(specimen)) {
      const place = element && specimen.placeOf(element);
      yield { ...remark, ...(place ? { place } : {}) };
    }
  },
};

type Found = Remark & { readonly element?: Element };

const inTemplates = 'Mend it in the templates; those of Pennypost are right.';

function* remarksOn({ tree }: Specimen): Generator<Found> {
  const all = [...elementsBelow(tree)];
  const html = all.find(({ name }) => name === 'html');
  if (!html?.attributes['lang'] || !html.attributes['dir'])
    yield {
      code: 'html/language',
      message: 'The mail does not say its language and direction',
      advice: inTemplates,
    };
  if (!all.some((element) => element.name === 'title' && textOf(element).trim() !== ''))
    yield { code: 'html/title', message: 'The mail has no title', advice: inTemplates };
  yield* headings(all);
  for (const element of all) {
    const { name, attributes } = element;
    if (name === 'img' && attributes['alt'] === undefined)
      yield { code: 'html/alt', message: 'A picture has no alternative words', advice: inTemplates, element };
    if (name === 'a' && attributes['href'] !== undefined && !saysSomething(element))
      yield { code: 'html/link-words', message: 'A link has no words', advice: inTemplates, element };
    if (name === 'table' && attributes['role'] !== 'presentation' && !isData(element))
      yield {
        code: 'html/layout-table',
        message: 'A table that only arranges things does not say so',
        advice: inTemplates,
        element,
      };
    if (isFetched(element))
      yield {
        code: 'html/third-party',
        message: 'The mail fetches something from elsewhere when it is opened',
        advice: inTemplates,
        element,
      };
  }
}

function* headings(all: readonly Element[]): Generator<Found> {
  const found = all.filter(({ name }) => /^h[1-6]$/.test(name));
  const levels = found.map(({ name }) => Number(name[1]));
  const firsts = levels.filter((level) => level === 1).length;
  if (firsts !== 1)
    yield {
      code: 'html/headings',
      message: `The mail has ${firsts === 0 ? 'no first heading' : `${firsts} first headings`}`,
      advice: inTemplates,
    };
  for (const [i, level] of levels.entries()) {
    const element = found[i];
    if (i > 0 && element && level > (levels[i - 1] as number) + 1)
      yield {
        code: 'html/headings',
        message: `A heading of level ${level} stands below one of level ${levels[i - 1]}`,
        advice: inTemplates,
        element,
      };
  }
}

function saysSomething(element: Element): boolean {
  if (textOf(element).trim() !== '') return true;
  return [...elementsBelow(element)].some(
    ({ name, attributes }) => name === 'img' && (attributes['alt'] ?? '').trim() !== '',
  );
}

function isData(table: Element): boolean {
  return [...elementsBelow(table)].some(({ name }) => name === 'th');
}

function isFetched({ name, attributes, children }: Element): boolean {
  if (name === 'link' && /stylesheet|preload|preconnect/i.test(attributes['rel'] ?? '')) return true;
  if (name === 'script' || name === 'iframe') return true;
  if (
    name === 'style' &&
    children.some((child) => typeof child === 'string' && /@import|@font-face/i.test(child))
  )
    return true;
  return name === 'img' && attributes['width'] === '1' && attributes['height'] === '1';
}
