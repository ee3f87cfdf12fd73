import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likelyDomain } from '../../src/address/likely-domain.ts';

/** Of which readers have many mailboxes, and companies, schools and towns whose names are near them. */
const real = [
  ...[
    'gmail.com',
    'googlemail.com',
    'hotmail.com',
    'hotmail.fr',
    'hotmail.co.uk',
    'hotmail.gr',
    'outlook.com',
  ],
  ...[
    'outlook.jp',
    'outlook.cl',
    'live.com',
    'live.nl',
    'live.se',
    'msn.com',
    'yahoo.com',
    'yahoo.fr',
    'yahoo.ca',
  ],
  ...[
    'yahoo.co.uk',
    'yahoo.co.jp',
    'yahoo.com.mx',
    'yahoo.gr',
    'ymail.com',
    'rocketmail.com',
    'aol.com',
    'aim.com',
  ],
  ...[
    'icloud.com',
    'me.com',
    'mac.com',
    'proton.me',
    'protonmail.com',
    'protonmail.ch',
    'pm.me',
    'gmx.de',
    'gmx.net',
  ],
  ...[
    'gmx.at',
    'gmx.ch',
    'gmx.com',
    'gmx.co.uk',
    'gmx.fr',
    'web.de',
    't-online.de',
    'freenet.de',
    'arcor.de',
  ],
  ...[
    'mail.com',
    'email.com',
    'hmail.com',
    'fmail.com',
    'zmail.com',
    'mail.ru',
    'inbox.lv',
    'mail.de',
    'email.de',
  ],
  ...[
    'orange.fr',
    'orage.fr',
    'free.fr',
    'laposte.net',
    'sfr.fr',
    'wanadoo.fr',
    'libero.it',
    'libro.it',
    'tin.it',
  ],
  ...['virgilio.it', 'bluewin.ch', 'bluewine.ch', 'sunrise.ch', 'hispeed.ch', 'comcast.net', 'comcast.com'],
  ...[
    'verizon.net',
    'verizon.com',
    'horizon.net',
    'att.net',
    'cox.net',
    'qq.com',
    '163.com',
    '126.com',
    'naver.com',
  ],
  ...[
    'daum.net',
    'hanmail.net',
    'yandex.ru',
    'ya.ru',
    'seznam.cz',
    'o2.pl',
    'wp.pl',
    'onet.pl',
    'uol.com.br',
  ],
  ...[
    'gail.com',
    'grail.com',
    'cloud.com',
    'incloud.com',
    'mycloud.com',
    'life.com',
    'line.me',
    'wed.de',
    'wob.de',
  ],
  ...[
    'wen.de',
    'gmt.de',
    'gmc.com',
    'aal.com',
    'mail.example.org',
    'gmail.example.org',
    'outlook.example.com',
  ],
  ...[
    'example.com',
    'example.co',
    'startup.co',
    'shop.cm',
    'news.example.co.uk',
    'uni-bern.ch',
    'tu-berlin.de',
  ],
  ...[
    'hotel.com',
    'hotmeal.example',
    'homemail.example',
    'lookout.com',
    'outlet.com',
    'yoho.com',
    'yahoo-inc.com',
  ],
  ...[
    'google.com',
    'myahoo.com',
    'agmail.com',
    'egmail.com',
    'apple.com',
    'microsoft.com',
    'xn--mnchen-3ya.de',
    'bbc.co.uk',
    'gov.uk',
    'admin.ch',
    'who.int',
  ],
];

const typed: readonly (readonly [typed: string, meant: string])[] = [
  ...[
    'gmial',
    'gmai',
    'gmal',
    'gmil',
    'gamil',
    'gnail',
    'gmaill',
    'gmaul',
    'gmsil',
    'gmeil',
    'ggmail',
    'mgail',
  ].map((name) => [`${name}.com`, 'gmail.com'] as const),
  ...['con', 'co', 'cm', 'om', 'comm', 'cim', 'vom', 'de', 'fr', 'co.uk', 'com.br', 'net'].map(
    (ending) => [`gmail.${ending}`, 'gmail.com'] as const,
  ),
  ...['hotnail', 'hotmial', 'hotmai', 'hotmal', 'homail', 'hotmil', 'hormail', 'hotmaill', 'ohtmail'].map(
    (name) => [`${name}.com`, 'hotmail.com'] as const,
  ),
  ...['yaho', 'yahooo', 'yhoo', 'yaoo', 'yahho', 'ayhoo'].map(
    (name) => [`${name}.com`, 'yahoo.com'] as const,
  ),
  ...['outlok', 'outloook', 'outllok', 'outlock', 'oulook'].map(
    (name) => [`${name}.com`, 'outlook.com'] as const,
  ),
  ...['iclod', 'icoud', 'iclould', 'icluod'].map((name) => [`${name}.com`, 'icloud.com'] as const),
  ['gmial.con', 'gmail.com'],
  ['hotmial.co.uk', 'hotmail.co.uk'],
  ['hotmal.fr', 'hotmail.fr'],
  ['yahoo.con', 'yahoo.com'],
  ['yaho.co.uk', 'yahoo.co.uk'],
  ['aol.con', 'aol.com'],
  ['gmx.ney', 'gmx.net'],
  ['web.dee', 'web.de'],
  ['t-onlin.de', 't-online.de'],
  ['comcast.ney', 'comcast.net'],
  ['protonmial.com', 'protonmail.com'],
  ['googelmail.com', 'googlemail.com'],
];

describe('a domain', () => {
  it.each(typed)('%s is likely meant as %s', (domain, meant) => {
    expect(likelyDomain(domain)).toBe(meant);
  });

  it('that people and companies have is not doubted', () => {
    expect(real.filter((domain) => likelyDomain(domain) !== undefined)).toEqual([]);
  });

  it('is doubted for one slip after the first letter, wherever it happened', () => {
    const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    const slip = fc.record({ at: fc.nat(), kind: fc.constantFrom('lost', 'more', 'other'), letter: letters });
    const names = fc.constantFrom('gmail', 'hotmail', 'yahoo', 'outlook', 'googlemail');
    fc.assert(
      fc.property(names, slip, (name, { at, kind, letter }) => {
        const place = 1 + (at % (name.length - 1));
        const behind = name.slice(kind === 'more' ? place : place + 1);
        const slipped = `${name.slice(0, place)}${kind === 'lost' ? '' : letter}${behind}`;
        fc.pre(slipped !== name && !['gail', 'grail'].includes(slipped));
        expect(likelyDomain(`${slipped}.com`)).toBe(`${name}.com`);
      }),
    );
  });

  it('is not doubted for two slips in its name', () => {
    for (const domain of ['gmeel.com', 'hotmeel.com', 'yoho.com', 'outlet.com', 'gmxx.com', 'igloo.com'])
      expect(likelyDomain(domain)).toBeUndefined();
  });
});
