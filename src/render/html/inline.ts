import type { Inline, Link } from '../../issue/inline.ts';
import { escapeHtml, type Html, html, joinHtml } from '../escape.ts';
import { addressOf, fieldMark, type Rendition } from '../rendition.ts';

/** Prose within a line as HTML. */
export function inlineHtml(inlines: readonly Inline[], rendition: Rendition, inLink = false): Html {
  return joinHtml(inlines.map((inline) => oneInline(inline, rendition, inLink)));
}

function oneInline(inline: Inline, rendition: Rendition, inLink: boolean): Html {
  const within = (children: readonly Inline[]) => inlineHtml(children, rendition, inLink);
  switch (inline.kind) {
    case 'text':
      return escapeHtml(inline.text);
    case 'emphasis':
      return html`<em>${within(inline.children)}</em>`;
    case 'strong':
      return html`<strong>${within(inline.children)}</strong>`;
    case 'strike':
      return html`<s>${within(inline.children)}</s>`;
    case 'code':
      return html`<code>${escapeHtml(inline.text)}</code>`;
    case 'break':
      return html`<br>`;
    case 'field':
      return escapeHtml(fieldMark(inline, rendition));
    case 'note':
      return html`<sup>${inline.number}</sup>`;
    case 'picture':
      return pictureHtml(inline, rendition);
    case 'link':
      return linkHtml(inline, rendition, inLink);
    case 'tag':
      return inTag(inline.tag, within(inline.children));
  }
}

function inTag(tag: Extract<Inline, { kind: 'tag' }>['tag'], content: Html): Html {
  const name = escapeHtml(tag);
  return html`<${name}>${content}</${name}>`;
}

/** A link; only its words where its address may not be one, or where it stands within another link. */
function linkHtml(link: Link, rendition: Rendition, inLink: boolean): Html {
  const address = inLink ? undefined : addressOf(link.url, rendition);
  const words = inlineHtml(link.children, rendition, inLink || address !== undefined);
  if (address === undefined) return words;
  const title = link.title ? html` title="${escapeHtml(link.title)}"` : html``;
  return html`<a href="${escapeHtml(address)}"${title}>${words.trim() === '' ? escapeHtml(address) : words}</a>`;
}

/** A picture within a line; its alternative text where it cannot be shown. */
function pictureHtml({ src, alt }: Extract<Inline, { kind: 'picture' }>, { pictures }: Rendition): Html {
  const picture = pictures.find(src);
  if (!picture) return escapeHtml(alt);
  const width = picture.width === undefined ? html`` : html` width="${picture.width}"`;
  return html`<img src="${escapeHtml(picture.address)}" alt="${escapeHtml(alt)}"${width}>`;
}
