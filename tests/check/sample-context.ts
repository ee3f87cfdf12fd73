import type { EmailAddress } from '../../src/address/email-address.ts';
import type { CheckContext } from '../../src/check/rule.ts';

/** A newsletter that knows `first_name`, `city` and `press`, and has one picture, `here.png`. */
export const sampleContext: CheckContext = {
  fields: new Map([
    ['first_name', 'there'],
    ['city', ''],
  ]),
  segments: ['press'],
  picture: (src) =>
    /^(?:here\.png|photo\.jpg)$/.test(src) ? { bytes: 4_000, width: 600, height: 400 } : undefined,
  newsletter: {
    name: 'News + Notes',
    lang: 'en',
    from: 'hello@news.example.org' as EmailAddress,
    url: 'https://news.example.org',
    dkimDomain: 'news.example.org',
    postalAddress: 'PO Box 1, Exampleton, EX 00000',
    typography: true,
  },
  switches: new Map(),
};
