import { at, type Rule } from '../rule.ts';
import { webAddressesOf } from './web-links.ts';

/** Where pages are written; each asks readers for the author’s login. Shared documents are none: many are public. */
const desks: readonly ((url: URL) => boolean)[] = [
  ({ pathname }) => /\/wp-admin(?:\/|$)/.test(pathname),
  ({ searchParams: given }) =>
    given.get('preview') === 'true' && ['p', 'page_id', 'preview_id'].some((name) => given.has(name)),
  ({ pathname, hash }) => /\/ghost\/$/.test(pathname) && /^#\/(?:editor|posts?|pages?)\b/.test(hash),
  ({ hostname, pathname }) => hostname.endsWith('.substack.com') && pathname.startsWith('/publish/'),
  ({ hostname, pathname }) => hostname === 'medium.com' && /^\/p\/[^/]+\/edit$/.test(pathname),
  ({ hostname, pathname }) => /(?:^|\.)blogger\.com$/.test(hostname) && /\/post\/edit\//.test(pathname),
  ({ hostname }) =>
    /^(?:(?:us\d+\.)?admin\.mailchimp|app\.beehiiv|app\.kit|app\.convertkit|admin\.shopify)\.com$/.test(
      hostname,
    ),
];

/** No link leads into an editor, to a page that is not published yet. */
export const draft: Rule = {
  helps: [
    {
      code: 'link/draft',
      severity: 'error',
      about: 'The address of an editor or of an unpublished draft asks readers for your login.',
      wrong: '[The news](https://example.org/?p=12&preview=true)',
      right: '[The news](https://example.org/news)',
    },
  ],
  *find(read) {
    for (const { node, to } of webAddressesOf(read)) {
      if (!desks.some((isDesk) => isDesk(to))) continue;
      yield at(read, node, 'target', {
        code: 'link/draft',
        message: 'This is where the page is written, and readers would be asked to log in',
        advice: 'Publish the page and link to its own address.',
      });
    }
  },
};
