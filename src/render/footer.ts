import type { Inline } from '../issue/inline.ts';
import type { Rendition } from './rendition.ts';
import { fillPattern } from './subject.ts';

/** A page the footer leads to. */
export interface FooterLink {
  /** `unsubscribe` differs by reader: its address is a slot. */
  readonly kind: 'unsubscribe' | 'forward' | 'subscribe' | 'webCopy';
  readonly label: string;
  readonly url: string;
}

/** What stands under every issue, for HTML and text alike. */
export interface Footer {
  /** “Please feel free to [unsubscribe] below.” with its link. */
  readonly unsubscribe: readonly Inline[];
  /** “Please [forward] it to a friend; they can [subscribe here].” with its two links. */
  readonly forward: readonly Inline[];
  readonly links: Readonly<Record<FooterLink['kind'], FooterLink>>;
  readonly postalAddress: string;
  /** “Sent to …” with the reader's address as a mark. */
  readonly sentTo: string;
}

export function footerOf({ setting, words, slots }: Rendition): Footer {
  const { forward, subscribe, webCopy } = setting.addresses;
  const links: Footer['links'] = {
    unsubscribe: {
      kind: 'unsubscribe',
      label: words.unsubscribe,
      url: slots.mark({ kind: 'unsubscribe' }),
    },
    forward: { kind: 'forward', label: words.forward, url: forward },
    subscribe: { kind: 'subscribe', label: words.subscribe, url: subscribe },
    webCopy: { kind: 'webCopy', label: words.webCopy, url: webCopy },
  };
  const sentence = (pattern: string, urls: readonly FooterLink[]) =>
    linked(fillPattern(pattern, { name: setting.name }), urls);
  return {
    unsubscribe: sentence(setting.footer.unsubscribe, [links.unsubscribe]),
    forward: sentence(setting.footer.forward, [links.forward, links.subscribe]),
    links,
    postalAddress: setting.postalAddress,
    sentTo: fillPattern(words.sentTo, { name: setting.name, email: slots.mark({ kind: 'email' }) }),
  };
}

/** The words in [brackets] become links, in order; a link without brackets is added behind the sentence. */
function linked(sentence: string, links: readonly FooterLink[]): Inline[] {
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
    .map((link): Inline => ({ kind: 'link', url: link.url, children: plain(link.label) }));
  return [...inlines, ...left.flatMap((link) => [...plain(' '), link])];
}

function plain(text: string): Inline[] {
  return [{ kind: 'text', text }];
}
