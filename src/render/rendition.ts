import type { Field, Inline } from '../issue/inline.ts';
import type { Issue } from '../issue/issue.ts';
import { longDate } from './long-date.ts';
import { type Direction, directionOf, type RenderSetting } from './setting.ts';
import { openSlots, type Slots } from './slots.ts';
import type { EmbeddedPicture } from './template.ts';
import type { Theme } from './theme/theme.ts';
import type { ThemeData, Words } from './theme/theme-data.ts';
import { typeset } from './typography.ts';
import { linkAddress, webAddress } from './url.ts';

/** One rendering under way: what the HTML and the text of an issue have in common. */
export interface Rendition {
  readonly issue: Issue;
  /** The issue as the HTML shows it, set as in print; the text part keeps what was typed. */
  readonly printed: Issue;
  readonly setting: RenderSetting;
  readonly theme: ThemeData;
  readonly words: Words;
  readonly lang: string;
  readonly dir: Direction;
  /** The issue's date in words, in its language. */
  readonly date: string | undefined;
  readonly slots: Slots;
  readonly pictures: Pictures;
}

export function startRendition(issue: Issue, theme: Theme, setting: RenderSetting): Rendition {
  const lang = languageTag(issue.lang ?? setting.lang);
  return {
    issue,
    printed: setting.typography ? typeset(issue, lang) : issue,
    setting,
    theme: theme.data,
    words: theme.data.words,
    lang,
    dir: issue.lang === undefined ? (setting.dir ?? directionOf(lang)) : directionOf(lang),
    date: issue.date === undefined ? undefined : longDate(issue.date, lang),
    slots: openSlots([JSON.stringify([issue, { ...setting, picture: '' }]), theme.content].join('\n')),
    pictures: new Pictures(setting),
  };
}

/** The mark of a merge field; its fallback is the issue's, else the newsletter's, else nothing. */
export function fieldMark(field: Field, { setting, slots }: Rendition): string {
  const ofSettings = Object.hasOwn(setting.fallbacks, field.name) ? setting.fallbacks[field.name] : undefined;
  return slots.mark({ kind: 'field', name: field.name, fallback: field.fallback ?? ofSettings ?? '' });
}

/** The address a link leads to, or nothing when it may not be a link. */
export function addressOf(url: string, { slots }: Rendition): string | undefined {
  return slots.isMark(url) ? url : linkAddress(url);
}

/** Prose on one line, its fields as marks: for subjects, previews and alternative texts. */
export function lineOf(inlines: readonly Inline[], rendition: Rendition): string {
  return inlines.map((inline) => wordsOf(inline, rendition)).join('');
}

function wordsOf(inline: Inline, rendition: Rendition): string {
  switch (inline.kind) {
    case 'text':
    case 'code':
      return inline.text;
    case 'picture':
      return inline.alt;
    case 'break':
      return ' ';
    case 'note':
      return '';
    case 'field':
      return fieldMark(inline, rendition);
    default:
      return lineOf(inline.children, rendition);
  }
}

/** A picture that can be shown. */
interface Picture {
  /** What `src` says in the HTML. */
  readonly address: string;
  /** Pixels, when known. */
  readonly width: number | undefined;
}

/** Finds addresses of pictures and remembers the ones that travel inside the mail. */
class Pictures {
  readonly #setting: RenderSetting;
  readonly #embedded = new Map<string, EmbeddedPicture>();

  constructor(setting: RenderSetting) {
    this.#setting = setting;
  }

  /** The picture, or nothing when it cannot be shown: its words have to do. */
  find(src: string): Picture | undefined {
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(src)) return fromWeb(src, undefined);
    if (src.trim() === '') return undefined;
    const found = this.#setting.picture(src);
    if ('url' in found) return fromWeb(found.url, found.width);
    this.#embedded.set(src, { src, cid: found.cid });
    return { address: `cid:${encodeURIComponent(found.cid).replaceAll('%40', '@')}`, width: found.width };
  }

  embedded(): EmbeddedPicture[] {
    return [...this.#embedded.values()];
  }
}

function fromWeb(url: string, width: number | undefined): Picture | undefined {
  const address = webAddress(url);
  return address === undefined ? undefined : { address, width };
}

function languageTag(lang: string): string {
  return /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(lang) ? lang : 'und';
}
