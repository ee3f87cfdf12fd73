import { describe, expect, it } from 'vitest';
import { providerOf } from '../../src/address/provider.ts';

describe('the provider of an address', () => {
  it.each([
    ['gmail.com', ['gmail.com', 'googlemail.com']],
    [
      'outlook.com',
      ['outlook.com', 'outlook.de', 'hotmail.com', 'hotmail.co.uk', 'hotmail.com.br', 'live.nl', 'msn.com'],
    ],
    [
      'yahoo.com',
      ['yahoo.com', 'yahoo.fr', 'yahoo.co.uk', 'ymail.com', 'rocketmail.com', 'aol.com', 'aol.de', 'att.net'],
    ],
    ['icloud.com', ['icloud.com', 'me.com', 'mac.com']],
    ['gmx.net', ['gmx.net', 'gmx.de', 'gmx.info', 'gmx.co.uk', 'web.de', 'mail.com']],
    ['yandex.ru', ['yandex.ru', 'yandex.com', 'ya.ru']],
  ])('is %s for all its domains', (provider, domains) => {
    expect(domains.map(providerOf)).toEqual(domains.map(() => provider));
  });

  it('is a domain itself where no table has it, however it begins', () => {
    for (const domain of [
      'example.org',
      'live.example.org',
      'hotmail.example.com',
      'gmail.com.example.net',
      'mygmail.com',
      'yahoo.co.jp',
      'outlook.solutions',
      'xn--gmx-hoa.de',
      'localhost',
    ]) {
      expect(providerOf(domain)).toBe(domain);
    }
  });

  it('has a name that is one of its own domains', () => {
    for (const domain of [
      'hotmail.fr',
      'aol.com',
      'web.de',
      'wanadoo.fr',
      'pm.me',
      'tlen.pl',
      'bk.ru',
      'xs4all.nl',
    ]) {
      expect(providerOf(providerOf(domain))).toBe(providerOf(domain));
    }
  });
});
