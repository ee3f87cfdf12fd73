import { createHash } from 'node:crypto';
import { type Mailbox, parseMailbox } from '../address/mailbox.ts';
import type { Issue } from '../issue/issue.ts';
import type { Source } from '../issue/read-issue.ts';
import { blocksOf, fieldsOf, picturesOf } from '../issue/walk.ts';
import { mailedAddresses, pictureAddress, reachOf } from '../message/addresses.ts';
import { pictureFile } from '../newsletter/issues.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import { isPictureFile, type LocalPicture, loadPicture } from '../newsletter/pictures.ts';
import { namedSegments } from '../newsletter/segments.ts';
import { type ConvertMjml, convertMjml } from '../render/html/convert.ts';
import { renderIssue } from '../render/render-issue.ts';
import type { PictureAddress, RenderSetting } from '../render/setting.ts';
import type { RenderedIssue } from '../render/template.ts';
import type { Theme } from '../render/theme/theme.ts';
import type { ThemeData } from '../render/theme/theme-data.ts';
import { type Described, matches } from '../subscribers/segment/matches.ts';
import type { Segment } from '../subscribers/segment/segment.ts';
import { loadWords, type Words } from '../words/words.ts';

/** Whether the pictures beside an issue travel inside each mail or are fetched from the newsletter's `url`, if it has one. */
export type PictureWay = 'inside' | 'hosted';

/** An issue ready to be rendered for whoever reads it. */
export interface PreparedIssue {
  readonly issue: Issue;
  readonly sources: readonly Source[];
  /** The folder's settings, as far as a copy depends on them. */
  readonly newsletter: Newsletter;
  readonly from: Mailbox;
  readonly theme: ThemeData;
  /** All that lie beside it. */
  readonly pictures: readonly LocalPicture[];
  /** Those of them that travel inside each mail. */
  readonly travelling: readonly LocalPicture[];
  /** Names of the merge fields that a copy needs values of. */
  readonly fields: readonly string[];
  /** The segments whose readers see blocks of their own. */
  readonly segments: ReadonlyMap<string, Segment>;
  readonly render: (segments: ReadonlySet<string>) => Promise<RenderedIssue>;
}

/** Brings together an issue, its pictures, the settings and a theme; nothing is rendered yet. */
export function prepareIssue(
  newsletter: Newsletter,
  path: string,
  read: { readonly issue: Issue; readonly sources: readonly Source[] },
  theme: Theme,
  convert: ConvertMjml = convertMjml,
  way: PictureWay = 'inside',
): PreparedIssue {
  const { issue, sources } = read;
  const pictures = localPictures(newsletter, path, issue);
  const isInside = way === 'inside' || newsletter.settings.url === undefined;
  const travelling = pictures.filter(({ hostedName }) => isInside || hostedName === undefined);
  const setting = renderSetting(newsletter, issue, { pictures, travelling });
  const done = new Map<string, Promise<RenderedIssue>>();
  const compose = async (segments: ReadonlySet<string>): Promise<RenderedIssue> => {
    const { words } = await loadWords(issue.lang ?? newsletter.settings.lang);
    const footer = footerOf(newsletter, words);
    const own = await inWords(theme, words);
    return renderIssue(issue, own, { ...setting, footer }, { segments }, convert);
  };
  const render = (segments: ReadonlySet<string>): Promise<RenderedIssue> => {
    const key = [...segments].sort().join(',');
    const known = done.get(key) ?? compose(segments);
    done.set(key, known);
    return known;
  };
  return {
    issue,
    sources,
    newsletter,
    from: fromOf(newsletter, issue),
    theme: theme.data,
    pictures,
    travelling,
    fields: [...new Set([...fieldsOf(issue)].map((field) => field.name))],
    segments: usedSegments(newsletter, issue),
    render,
  };
}

function fromOf(newsletter: Newsletter, issue: Issue): Mailbox {
  const own = issue.from === undefined ? undefined : parseMailbox(issue.from);
  return own?.ok ? own.mailbox : newsletter.settings.from;
}

function usedSegments(newsletter: Newsletter, issue: Issue): ReadonlyMap<string, Segment> {
  const used = new Set<string>();
  for (const block of blocksOf(issue.blocks)) if (block.kind === 'only') used.add(block.segment);
  return new Map([...namedSegments(newsletter.settings)].filter(([name]) => used.has(name)));
}

function localPictures(newsletter: Newsletter, path: string, issue: Issue): LocalPicture[] {
  const sources = new Set([...picturesOf(issue.blocks)].map((picture) => picture.src));
  return [...sources].flatMap((src) => {
    const file = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(src) ? undefined : pictureFile(newsletter, path, src);
    return file && isPictureFile(file) ? [loadPicture(src, file)] : [];
  });
}

function renderSetting(
  newsletter: Newsletter,
  issue: Issue,
  { pictures, travelling }: Pick<PreparedIssue, 'pictures' | 'travelling'>,
): Omit<RenderSetting, 'footer'> {
  const { settings } = newsletter;
  const { url } = settings;
  const bySrc = new Map(
    pictures.map((picture) => [
      picture.src,
      url === undefined || travelling.includes(picture) ? inside(picture) : hosted(url, picture),
    ]),
  );
  return {
    name: settings.name,
    lang: settings.lang,
    ...(settings.dir ? { dir: settings.dir } : {}),
    subject: settings.subject,
    typography: settings.typography,
    postalAddress: settings.address,
    fallbacks: Object.fromEntries(
      Object.entries(settings.fields).map(([name, field]) => [name, field.fallback ?? '']),
    ),
    addresses: mailedAddresses(reachOf(settings), issue.slug),
    picture: (src) => bySrc.get(src) ?? { cid: 'missing' },
  };
}

/** The sentences of the settings, otherwise those of the language. */
function footerOf({ settings }: Newsletter, words: Words): RenderSetting['footer'] {
  const { unsubscribe = words.footer.unsubscribe, forward = words.footer.forward } = settings.footer;
  return { unsubscribe, forward };
}

/** The theme with its words in a language; those that are not the usual English ones are the newsletter’s own. */
async function inWords(theme: Theme, { theme: own }: Words): Promise<Theme> {
  const { words: english } = await loadWords('en');
  const inLanguage = (name: keyof Words['theme']): readonly [string, string] => {
    const word = theme.data.words[name];
    return [name, word === english.theme[name] ? own[name] : word];
  };
  const names = Object.keys(english.theme) as (keyof Words['theme'])[];
  const words = Object.fromEntries(names.map(inLanguage)) as Theme['data']['words'];
  return { ...theme, data: { ...theme.data, words } };
}

function inside({ cid, width }: LocalPicture): PictureAddress {
  return { cid, ...(width === undefined ? {} : { width }) };
}

function hosted(url: string, { hostedName = '', width }: LocalPicture): PictureAddress {
  return { url: pictureAddress(url, hostedName), ...(width === undefined ? {} : { width }) };
}

/** The names of the segments a reader belongs to, of those that matter to the issue. */
export function segmentsOf(prepared: PreparedIssue, reader: Described): ReadonlySet<string> {
  return new Set(
    [...prepared.segments].filter(([, segment]) => matches(segment, reader)).map(([name]) => name),
  );
}

/**
 * SHA-256 of all that readers could see of the issue: its words for every segment, its settings, its pictures.
 * A test is remembered under it, so that any change wants a new one. By which way pictures come is no change.
 */
export async function contentHash(prepared: PreparedIssue): Promise<string> {
  const { settings } = prepared.newsletter;
  const { subject, preview, html, text } = await prepared.render(new Set(prepared.segments.keys()));
  const visible = {
    subject,
    preview,
    html,
    text,
    from: prepared.from,
    replyTo: settings.replyTo,
    url: settings.url,
    unsubscribe: settings.unsubscribe,
    pictures: prepared.pictures.map(({ cid }) => cid),
  };
  const inside = prepared.pictures.reduce(
    (text, { cid, hostedName }) =>
      settings.url === undefined || hostedName === undefined
        ? text
        : text.replaceAll(pictureAddress(settings.url, hostedName), `cid:${cid}`),
    JSON.stringify(visible),
  );
  return createHash('sha256').update(inside).digest('hex');
}
