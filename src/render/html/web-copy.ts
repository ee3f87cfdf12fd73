import { createHash } from 'node:crypto';
import { DomUtils, parseDocument } from 'htmlparser2';
import { fill } from '../fill.ts';
import { type Direction, directionOf } from '../setting.ts';
import type { Template } from '../template.ts';

/** The HTML part of an issue as anybody may read it on the web: nothing in it differs by reader. */
export interface WebCopy {
  readonly lang: string;
  readonly dir: Direction;
  /** All of the mail's style sheets as one. */
  readonly css: string;
  /** What the mail's `body` holds, as one `main` element. */
  readonly html: string;
}

type Page = ReturnType<typeof parseDocument>;
type Element = NonNullable<ReturnType<typeof DomUtils.findOne>>;
type Node = Page['children'][number];

/** Elements that stand by themselves; one that holds no other is taken out whole. */
const blockTags = new Set(
  'p li dd dt blockquote pre h1 h2 h3 h4 h5 h6 div td th tr table ul ol section article center body'.split(
    ' ',
  ),
);

/**
 * Takes out what is one reader's own: fields take their fallbacks; a paragraph that names the reader's address or
 * holds their unsubscribe link goes, and so does whatever a theme marks with the class `mail-only`. What is
 * written for one mail program (conditional comments) goes too. `pictureUrl` says where a picture that travels in
 * the mail is hosted, by its Content-ID.
 */
export function webCopyOf(html: Template, pictureUrl: (cid: string) => string | undefined): WebCopy {
  const personal = wordApartFrom(html.runs.join(''));
  const page = parseDocument(fill(html, { email: personal, unsubscribe: personal, fields: {} }));
  removeAll(page, (node) => node.type === 'comment' || isMailOnly(node));
  removePersonal(page, personal);
  for (const image of named(page, 'img')) hostPicture(image, pictureUrl);
  for (const element of elementsOf(page)) delete element.attribs['aria-roledescription'];
  const css = named(page, 'style').map(cssOf).join('\n');
  removeAll(page, (node) => isElement(node) && node.name === 'style');
  return { ...languageOf(page), css, html: mainOf(page) };
}

/** A word that does not occur in the text; the same for the same text. */
function wordApartFrom(text: string): string {
  for (let attempt = 0; ; attempt += 1) {
    const word = `personal${createHash('sha256').update(`${attempt}\n${text}`).digest('hex').slice(0, 16)}`;
    if (!text.includes(word)) return word;
  }
}

function removeAll(page: Page, isUnwanted: (node: Node) => boolean): void {
  for (const node of DomUtils.findAll(() => true, page.children)) {
    for (const child of [...node.children]) if (isUnwanted(child)) DomUtils.removeElement(child);
  }
  for (const child of [...page.children]) if (isUnwanted(child)) DomUtils.removeElement(child);
}

function isMailOnly(node: Node): boolean {
  return isElement(node) && (node.attribs['class'] ?? '').split(/\s+/).includes('mail-only');
}

function removePersonal(page: Page, personal: string): void {
  for (let node = findPersonal(page, personal); node; node = findPersonal(page, personal)) {
    const block = blockAround(node);
    if (block && !holdsBlock(block)) DomUtils.removeElement(block);
    else removeAlone(node, personal);
  }
}

function findPersonal(page: Page, personal: string): Node | undefined {
  const isPersonal = (node: Node): boolean => {
    if (node.type === 'text') return node.data.includes(personal);
    return isElement(node) && Object.values(node.attribs).some((value) => value.includes(personal));
  };
  return DomUtils.find(isPersonal, page.children, true, 1)[0];
}

function blockAround(node: Node): Element | undefined {
  for (let at: Node | null = node; at; at = at.parent as Node | null) {
    if (isElement(at) && blockTags.has(at.name)) return at;
  }
  return undefined;
}

function holdsBlock(block: Element): boolean {
  return block.name === 'body' || DomUtils.existsOne((inner) => blockTags.has(inner.name), block.children);
}

/** For themes that put everything into one element: only the link or the word itself goes. */
function removeAlone(node: Node, personal: string): void {
  if (node.type === 'text') node.data = node.data.replaceAll(personal, '');
  else if (isElement(node) && node.name === 'a') DomUtils.removeElement(node);
  else if (isElement(node)) {
    for (const [name, value] of Object.entries(node.attribs)) {
      if (value.includes(personal)) delete node.attribs[name];
    }
  }
}

function hostPicture(image: Element, pictureUrl: (cid: string) => string | undefined): void {
  const cid = /^cid:(.*)$/.exec(image.attribs['src'] ?? '')?.[1];
  if (cid === undefined) return;
  const url = pictureUrl(decodeURIComponent(cid));
  if (url === undefined) delete image.attribs['src'];
  else image.attribs['src'] = url;
}

function cssOf(style: Element): string {
  const css = DomUtils.textContent(style).trim();
  const { media } = style.attribs;
  return media === undefined ? css : `@media ${media}{${css}}`;
}

function languageOf(page: Page): Pick<WebCopy, 'lang' | 'dir'> {
  const { lang = 'und', dir } = named(page, 'html')[0]?.attribs ?? {};
  return { lang, dir: dir === 'ltr' || dir === 'rtl' ? dir : directionOf(lang) };
}

function mainOf(page: Page): string {
  const body = named(page, 'body')[0];
  if (!body) throw new Error('a rendered mail has no body');
  body.name = 'main';
  body.attribs = { ...body.attribs, id: 'main', tabindex: '-1' };
  return DomUtils.getOuterHTML(body, { encodeEntities: 'utf8' });
}

function named(page: Page, name: string): Element[] {
  return DomUtils.getElementsByTagName(name, page.children);
}

function elementsOf(page: Page): Element[] {
  return DomUtils.findAll(() => true, page.children);
}

function isElement(node: Node): node is Element {
  return 'attribs' in node;
}
