import { headingLevels } from '../audience.ts';
import { escapeHtml, type Html, html, joinHtml, trusted } from '../escape.ts';
import { type Footer, type FooterLink, footerOf } from '../footer.ts';
import { lineOf, type Rendition } from '../rendition.ts';
import type { Audience } from '../setting.ts';
import { oneLine } from '../subject.ts';
import type { Theme } from '../theme/theme.ts';
import { blocksMjml } from './blocks.ts';
import { inlineHtml } from './inline.ts';
import type { LayoutView, PageView } from './views.ts';

/** The whole mail as MJML that still holds trace marks and the marks of slots. */
export function pageMjml(rendition: Rendition, theme: Theme, audience: Audience): string {
  const page = pageView(rendition);
  const { width, gutter } = rendition.theme.measures;
  const room = { place: 'block', width: width - 2 * gutter };
  const levels = headingLevels(audience, rendition.printed.blocks);
  const blocks = blocksMjml(rendition.printed.blocks, { rendition, theme, audience, page, levels }, room);
  return theme.layout(layoutView(rendition, page, blocks));
}

function pageView({ lang, dir, setting, theme }: Rendition): PageView {
  return {
    lang: escapeHtml(lang),
    dir: escapeHtml(dir),
    rtl: dir === 'rtl',
    start: escapeHtml(dir === 'rtl' ? 'right' : 'left'),
    end: escapeHtml(dir === 'rtl' ? 'left' : 'right'),
    newsletter: { name: escapeHtml(setting.name), url: maybe(setting.addresses.home) },
    light: mapped(theme.colours.light, escapeHtml),
    dark: mapped(theme.colours.dark, escapeHtml),
    // names of fonts stand in style sheets too, where quotes may not be escaped; their schema keeps them harmless
    fonts: mapped(theme.fonts, trusted),
    measures: theme.measures,
  };
}

function layoutView(rendition: Rendition, page: PageView, blocks: Html): LayoutView {
  const { printed: issue, date } = rendition;
  const preheader = oneLine(lineOf(issue.preview ?? [], rendition));
  return {
    ...page,
    title: escapeHtml(issue.title),
    preheader: preheader === '' ? undefined : escapeHtml(preheader),
    date: date === undefined ? undefined : escapeHtml(date),
    blocks,
    footer: footerView(footerOf(rendition), rendition),
  };
}

function footerView(footer: Footer, rendition: Rendition): LayoutView['footer'] {
  const link = (one: FooterLink | undefined) => ({ label: maybe(one?.label), url: maybe(one?.url) });
  return {
    unsubscribeSentence: inlineHtml(footer.unsubscribe, rendition),
    forwardSentence: inlineHtml(footer.forward, rendition),
    unsubscribe: link(footer.links.unsubscribe),
    forward: link(footer.links.forward),
    subscribe: link(footer.links.subscribe),
    webCopy: link(footer.links.webCopy),
    postalAddress: joinHtml(
      footer.postalAddress
        .trim()
        .split(/\s*\n\s*/)
        .map(escapeHtml),
      html`<br>`,
    ),
    sentTo: escapeHtml(footer.sentTo),
  };
}

function maybe(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : escapeHtml(text);
}

function mapped<K extends string>(
  texts: Readonly<Record<K, string>>,
  toHtml: (text: string) => Html,
): Record<K, Html> {
  const pairs = Object.entries<string>(texts).map(([name, text]) => [name, toHtml(text)]);
  return Object.fromEntries(pairs) as Record<K, Html>;
}
