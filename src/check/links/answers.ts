import type { Help } from '../help.ts';

/** Of the codes that only asking the web gives: `check --links`. */
export const answerHelps: readonly Help[] = [
  {
    code: 'link/dead',
    severity: 'error',
    about:
      'There is nothing at this address: the page is gone, its server takes no connection, or its host does not exist.',
    wrong: '[The news](https://example.org/gone)',
    right: '[The news](https://example.org/news)',
    of: 'web',
  },
  {
    code: 'link/certificate',
    severity: 'error',
    about:
      'Browsers do not take the certificate of this host, and warn readers away before they see the page.',
    wrong: '[The news](https://expired.example.org/)',
    right: '[The news](https://example.org/)',
    of: 'web',
  },
  {
    code: 'link/trouble',
    severity: 'warning',
    about: 'The server has trouble or does not answer in time, twice in a row. That may pass, or not.',
    wrong: '[The news](https://example.org/overloaded)',
    right: '[The news](https://example.org/news)',
    of: 'web',
  },
  {
    code: 'link/moved',
    severity: 'hint',
    about: 'The page has another address for good. Readers get there as long as the old one is kept up.',
    wrong: '[The news](https://example.org/old)',
    right: '[The news](https://example.org/new)',
    of: 'web',
  },
  {
    code: 'link/slow',
    severity: 'hint',
    about: 'The page took more than five seconds to answer. Many readers leave before that.',
    wrong: '[The news](https://example.org/slow)',
    right: '[The news](https://example.org/news)',
    of: 'web',
  },
  {
    code: 'link/unsure',
    severity: 'hint',
    about:
      'The server asks for a login, or does not answer programs: nobody knows but who opens it in a browser.',
    wrong: '[The news](https://example.org/members)',
    right: '[The news](https://example.org/news)',
    of: 'web',
  },
];
