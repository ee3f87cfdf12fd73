import type { Inline } from '../issue/inline.ts';
import type { Rendition } from './rendition.ts';
import { fillPattern } from './subject.ts';

/** Where the footer leads to. */
export interface FooterLink {
  readonly label: string;
  readonly url: string;
}

interface FooterLinks {
  /** Differs by reader: its address is a slot. */
  readonly unsubscribe: FooterLink;
  readonly subscribe: FooterLink;
  /** Pages, for newsletters that have any. */
  readonly forward: FooterLink | undefined;
  readonly webCopy: FooterLink | undefined;
}

/** What stands under every issue, for HTML and text alike. */
export interface Footer {
  /** “Please feel free to [unsubscribe] below.” with its link. */
  readonly unsubscribe: readonly Inline[];
  /**
   * “Please [forward] it to a friend; they can [subscribe here].” with its two links; where there is no page to
   * forward from, the first words are plain, and ask to forward the mail itself.
   */
  readonly forward: readonly Inline[];
  readonly links: FooterLinks;
  readonly postalAddress: string;
  /** “Sent to …” with the reader's address as a mark. */
  readonly sentTo: string;
}

export function footerOf({ setting, words, slots }: Rendition): Footer {
  const { forward, subscribe, webCopy } = setting.addresses;
  const links: FooterLinks = {
    unsubscribe: { label: words.unsubscribe, url: slots.mark({ kind: 'unsubscribe' }) },
    subscribe: { label: words.subscribe, url: subscribe },
    forward: forward === undefined ? undefined : { label: words.forward, url: forward },
    webCopy: webCopy === undefined ? undefined : { label: words.webCopy, url: webCopy },
  };
  const sentence = (pattern: string, urls: readonly (FooterLink | undefined)[]) =>
    linked(fillPattern(pattern, { name: setting.name }), urls);
  return {
    unsubscribe: sentence(setting.footer.unsubscribe, [links.unsubscribe]),
    forward: sentence(setting.footer.forward, [links.forward, links.subscribe]),
    links,
    postalAddress: setting.postalAddress,
    sentTo: fillPattern(words.sentTo, { name: setting.name, email: slots.mark({ kind: 'email' }) }),
  };
}

/**
 * The words in [brackets] become links, in order, or plain words where there is none for them; a link without
 * brackets is added behind the sentence.
 */
function linked(sentence: string, links: readonly (FooterLink | undefined)[]): Inline[] {
  const inlines: Inline[] = [];
  let from = 0;
  let used = 0;
  for (const match of sentence.matchAll(/\[([^[\]]+)\]/g)) {
    const link = links[used];
    inlines.push(...plain(sentence.slice(from, match.index)));
    inlines.push(link ? { kind: 'link', url: link.url, children: plain(match[1]!) } : plain(match[1]!)[0]!);
    from = match.index + match[0].length;
    used += 1;
  }
  inlines.push(...plain(sentence.slice(from)));
  const left = links
    .slice(used)
    .filter((link) => link !== undefined)
    .map((link): Inline => ({ kind: 'link', url: link.url, children: plain(link.label) }));
  return [...inlines, ...left.flatMap((link) => [...plain(' '), link])];
}

function plain(text: string): Inline[] {
  return [{ kind: 'text', text }];
}
