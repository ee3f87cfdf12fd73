/**
 * Which domains one provider receives mail for, so that their addresses count together. Mostly from the domains
 * that Mozilla's database of mail accounts lists for one service (github.com/thunderbird/autoconfig, `ispdb/`);
 * that AOL, AT&T, Comcast and Verizon lie at Yahoo is in Twilio's “Inbox provider insights”, that WEB.DE and mail.com
 * share GMX's operator on their postmaster pages (postmaster.gmx.net, postmaster.web.de, postmaster.mail.com). A
 * static table and no question to the network: a company's own domain that is hosted somewhere counts by itself.
 */
const domainsOf: Readonly<Record<string, readonly string[]>> = {
  'gmail.com': ['gmail.com', 'googlemail.com'],
  'outlook.com': ['msn.com', 'windowslive.com', 'passport.com', 'livemail.tw'],
  'yahoo.com': [
    ...['ymail.com', 'rocketmail.com', 'myyahoo.com', 'cox.net', 'comcast.net', 'verizon.net'],
    ...['aim.com', 'netscape.net', 'netscape.com', 'compuserve.com', 'cs.com', 'wmconnect.com'],
    ...[
      'att.net',
      'ameritech.net',
      'bellsouth.net',
      'currently.com',
      'flash.net',
      'nvbell.net',
      'pacbell.net',
    ],
    ...['prodigy.net', 'sbcglobal.net', 'snet.net', 'swbell.net', 'wans.net'],
  ],
  'icloud.com': ['icloud.com', 'me.com', 'mac.com'],
  'gmx.net': [
    ...[
      'web.de',
      'mein.gmx',
      'mail.gmx',
      'email.gmx',
      'mail.com',
      'email.com',
      'usa.com',
      'post.com',
      'europe.com',
    ],
    ...['consultant.com', 'engineer.com', 'dr.com', 'techie.com', 'myself.com', 'iname.com', 'linuxmail.org'],
  ],
  'kpnmail.nl': ['kpnmail.nl', 'kpnplanet.nl', 'planet.nl', 'hetnet.nl', 'xs4all.nl', 'telfort.nl', 'wxs.nl'],
  'mail.ru': ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'internet.ru', 'xmail.ru'],
  'o2.pl': ['o2.pl', 'go2.pl', 'tlen.pl', 'prokonto.pl'],
  'orange.fr': ['orange.fr', 'wanadoo.fr'],
  'proton.me': ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
  't-online.de': ['t-online.de', 'magenta.de'],
  'yandex.ru': ['ya.ru', 'narod.ru'],
};

/** Names that a provider has under many top-level domains: `hotmail.fr`, `hotmail.co.uk`. */
const namesOf: Readonly<Record<string, readonly string[]>> = {
  'outlook.com': ['outlook', 'hotmail', 'live'],
  'yahoo.com': ['yahoo', 'aol'],
  'gmx.net': ['gmx'],
  'yandex.ru': ['yandex'],
};

/** Another company's, in spite of the name. */
const apart = new Set(['yahoo.co.jp']);

const byDomain = inverted(domainsOf);
const byName = inverted(namesOf);

function inverted(table: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([provider, each]) => each.map((one) => [one, provider] as const)),
  );
}

/**
 * The provider that receives a domain's mail, named by its best known domain: `googlemail.com` → `gmail.com`. A
 * domain in no table is a provider of its own. `domain` is in lower-case A-labels, as `domainOf` gives it.
 */
export function providerOf(domain: string): string {
  const known = byDomain.get(domain);
  if (known !== undefined) return known;
  const dot = domain.indexOf('.');
  const named = byName.get(domain.slice(0, dot));
  return named !== undefined && isCountry(domain.slice(dot + 1)) && !apart.has(domain) ? named : domain;
}

/** A top-level domain, or the second level under which a country registers companies. */
function isCountry(suffix: string): boolean {
  return /^(?:[a-z]{2,4}|com?\.[a-z]{2})$/.test(suffix);
}
