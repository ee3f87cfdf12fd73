import { domainToUnicode } from 'node:url';
import { at, type CheckContext, type Rule } from '../rule.ts';
import { mixesScripts, passesForLatin, skeleton } from './confusable.ts';
import { webAddressesOf } from './web-links.ts';

/** Names that are imitated most. */
const imitated =
  'google gmail youtube facebook instagram whatsapp paypal apple icloud amazon microsoft outlook netflix linkedin twitter github dropbox ebay adobe docusign coinbase binance stripe wikipedia';

/** The host of a link is what it looks like. */
export const lookAlike: Rule = {
  helps: [
    {
      code: 'link/look-alike',
      severity: 'warning',
      about:
        'A host with letters of another script, or one sign off from a well-known name, is how somebody imitates a site. It may have come in with a text that you were sent.',
      wrong: '[Your account](https://pаypal.com/)',
      right: '[Your account](https://paypal.com/)',
    },
  ],
  *find(read, context) {
    const names = new Map(namesKnown(context).map((name) => [skeleton(name), name]));
    for (const { node, to } of webAddressesOf(read)) {
      const host = to.hostname.includes('xn--') ? domainToUnicode(to.hostname) : to.hostname;
      const message = doubtOf(host, names);
      if (message === undefined) continue;
      yield at(read, node, 'target', {
        code: 'link/look-alike',
        message,
        advice: `Its name on the wire is ${to.hostname}. Check where it leads, and type the address yourself.`,
      });
    }
  },
};

function doubtOf(host: string, names: ReadonlyMap<string, string>): string | undefined {
  const labels = host.split('.');
  if (labels.some(mixesScripts)) return `${host} mixes letters of several scripts that look alike`;
  const isOurScript = /^[a-z0-9-]+$/.test(labels.at(-1) ?? '');
  if (isOurScript && labels.some(passesForLatin))
    return `${host} is not written in the letters it seems to be`;
  const label = labels.find((one) => (names.get(skeleton(one)) ?? one) !== one);
  return label === undefined ? undefined : `“${label}” looks like “${names.get(skeleton(label))}” and is not`;
}

/** The well-known ones, and the newsletter’s own. */
function namesKnown({ newsletter }: CheckContext): string[] {
  const own = [
    newsletter.url === undefined ? '' : new URL(newsletter.url).hostname,
    newsletter.dkimDomain ?? '',
  ];
  const labels = own.flatMap((host) => host.split('.').slice(0, -1)).filter((label) => label.length > 4);
  return [...imitated.split(' '), ...labels];
}
