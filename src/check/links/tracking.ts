import { at, type Rule } from '../rule.ts';
import { mended } from './mended.ts';
import { webAddressesOf } from './web-links.ts';

/**
 * What newsletter tools add to the links of one reader’s copy: whoever follows it is taken for that reader
 * (Mailchimp, HubSpot, Marketo, Vero, MailerLite, Kit, Klaviyo, Omeda, Drip).
 */
const ofOneReader =
  'mc_eid _hsenc mkt_tok vero_id ml_subscriber ml_subscriber_hash ck_subscriber_id _kx oly_enc_id oly_anon_id __s';
/** What advertising and social networks add when somebody clicks. */
const ofOneClick =
  'fbclid gclid dclid gbraid wbraid msclkid twclid yclid igshid ttclid li_fat_id rb_clickid wickedid _openstat mc_cid _hsmi';

const readers = new Set(ofOneReader.split(' '));
const clicks = new Set(ofOneClick.split(' '));

/** An address is of the page alone, and not of whoever copied it. */
export const tracking: Rule = {
  helps: [
    {
      code: 'link/token',
      severity: 'warning',
      about:
        'The address was copied from a newsletter and carries its reader’s own token: everybody who follows it is taken for that person, and may see what is theirs.',
      wrong: '[The news](https://example.org/news?mc_eid=0123456789)',
      right: '[The news](https://example.org/news)',
    },
    {
      code: 'link/tracking',
      severity: 'hint',
      about:
        'What is added to count clicks makes an address long and tells on readers. The page opens without.',
      wrong: '[The news](https://example.org/news?utm_source=letter)',
      right: '[The news](https://example.org/news)',
    },
  ],
  *find(read) {
    for (const { node, url, to } of webAddressesOf(read)) {
      if (to.search === '') continue;
      const names = [...to.searchParams.keys()];
      const token = names.find((name) => readers.has(name));
      if (token !== undefined) {
        yield at(read, node, 'target', {
          code: 'link/token',
          message: `“${token}” in this address is one reader’s own: everybody who follows it is taken for them`,
          advice: 'Take it out of the address.',
          ...mended(
            read,
            node,
            url,
            without(url, (name) => readers.has(name) || clicks.has(name)),
          ),
        });
        continue;
      }
      const click = names.find((name) => clicks.has(name));
      const counted = click ?? names.find((name) => name.startsWith('utm_'));
      if (counted === undefined) continue;
      yield at(read, node, 'target', {
        code: 'link/tracking',
        message: `“${counted}” in this address is there to count clicks`,
        advice: 'The page opens without it; leave it only if the count is yours.',
        ...(click === undefined
          ? {}
          : mended(
              read,
              node,
              url,
              without(url, (name) => clicks.has(name)),
            )),
      });
    }
  },
};

/** An address without some of what is asked behind its `?`; every other letter stays as it is written. */
function without(url: string, isUnwanted: (name: string) => boolean): string {
  const [, before = '', query = '', hash = ''] = /^([^?#]*)\?([^#]*)(.*)$/s.exec(url) ?? [];
  const kept = query.split('&').filter((pair) => !isUnwanted(pair.split('=', 1)[0] ?? ''));
  return `${before}${kept.length > 0 ? '?' : ''}${kept.join('&')}${hash}`;
}
