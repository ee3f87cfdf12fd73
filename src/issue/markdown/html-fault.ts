import type { Place } from '../../finding/place.ts';
import { shorten } from '../../finding/shorten.ts';
import type { HtmlFault } from './html.ts';
import type { Page } from './page.ts';

export function reportHtml(page: Page, { kind, name, tag }: HtmlFault, place: Place): void {
  if (kind === 'refused') reportRawHtml(page, name, place);
  else reportLostCode(page, tag, place);
}

function reportRawHtml(page: Page, tag: string, place: Place): void {
  page.report(
    'error',
    'html/raw',
    `Raw HTML does not pass into a mail: <${tag}>`,
    place,
    adviceForTag[tag] ?? 'Write it in Markdown, or put backticks around it if it is to be read as code.',
  );
}

function reportLostCode(page: Page, raw: string, place: Place): void {
  page.report(
    'warning',
    'html/lost-code',
    `${shorten(raw)} looks like a tag; is it code?`,
    place,
    'Put backticks around it, as in `Vec<T>`; other readers of this file drop it.',
  );
}

/** What people reach for HTML for, and how it is written here. */
const adviceForTag: Readonly<Record<string, string>> = {
  a: 'Write [words](https://…).',
  img: 'Write ![what it shows](picture.png).',
  b: 'Write **bold**.',
  strong: 'Write **bold**.',
  i: 'Write *italic*.',
  em: 'Write *italic*.',
  s: 'Write ~~struck out~~.',
  del: 'Write ~~struck out~~.',
  code: 'Write `code` in backticks.',
  pre: 'Put the code between two lines of three backticks.',
  hr: 'Write --- on a line of its own.',
  p: 'Leave an empty line between paragraphs.',
  center: 'Mail here is set by the theme; leave it out.',
  font: 'Mail here is set by the theme; leave it out.',
  h1: 'Write ## Heading.',
  h2: 'Write ## Heading.',
  h3: 'Write ### Heading.',
  blockquote: 'Begin each line with >.',
  table: 'Write a Markdown table: | one | two |.',
  video: 'Write ::video{href=… poster=… alt=…}.',
  iframe: 'Mail programs show no frames; link to the page, or write ::video{href=… poster=… alt=…}.',
  script: 'Mail programs run no scripts; leave it out.',
  style: 'Style belongs into templates/.',
};
