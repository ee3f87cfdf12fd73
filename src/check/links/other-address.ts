import { at, type Rule } from '../rule.ts';
import { type WebLink, webLinksOf } from './web-links.ts';

/** Where words that are an address say they lead. */
interface Said {
  readonly host: string;
  /** `https://…` or `www.…`, which nobody takes for a name. */
  readonly isWhole: boolean;
}

/** Words that show an address lead to that address. */
export const otherAddress: Rule = {
  helps: [
    {
      code: 'link/other-address',
      severity: 'error',
      about:
        'Words that show one address and lead to another are how phishing looks: mail programs warn of them, and filters put the mail aside. Of a name alone, such as example.org, it is a warning.',
      wrong: '[https://example.org](https://example.net/news)',
      right: '[https://example.org](https://example.org)',
    },
  ],
  *find(read) {
    for (const link of webLinksOf(read)) {
      const said = saidBy(link);
      if (!said || isSameSite(said.host, link.to.hostname)) continue;
      yield at(read, link.node, 'node', {
        code: 'link/other-address',
        ...(said.isWhole ? {} : { severity: 'warning' as const }),
        message: `The words say ${said.host}, and the link leads to ${link.to.hostname}`,
        advice: 'Let both be the same, or write in words what is there.',
      });
    }
  },
};

/** Endings of sites that are seldom endings of anything else: `afl.rs` and `README.md` are no addresses. */
const bareHost = /^(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|info|de|ch|fr|es|co\.uk)(?=[/?#:]|$)/;
const wholeAddress = /^(?:https?:\/\/|www\.)\S+$/i;

function saidBy({ words, hasPicture }: WebLink): Said | undefined {
  const text = words.trim();
  if (hasPicture || /\s/.test(text)) return undefined;
  const isWhole = wholeAddress.test(text);
  if (!isWhole && !bareHost.test(text)) return undefined;
  const address = /^https?:/i.test(text) ? text : `https://${text}`;
  return URL.canParse(address) ? { host: new URL(address).hostname, isWhole } : undefined;
}

/** The same host, or one below the other: `www.example.org` and `news.example.org` are both `example.org`’s. */
function isSameSite(said: string, actual: string): boolean {
  const [a, b] = [said, actual].map((host) => host.replace(/^www\.|\.$/g, '')) as [string, string];
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}
