import { describe, expect, it } from 'vitest';
import { checked, readBody } from '../../issue/reading.ts';
import { codesAbout } from './fire.ts';

const counted = ['link/tracking'];

describe('what is added to an address to know who clicked', () => {
  it.each(['mc_eid', '_hsenc', 'mkt_tok', 'ck_subscriber_id', '_kx', 'vero_id', 'oly_enc_id', '__s'])(
    'as %s is one reader’s own, which is a warning',
    (name) => {
      expect(codesAbout(`https://example.org/?a=b&${name}=x`)).toEqual(['link/token']);
      expect(codesAbout(`https://example.org/?a=${name}#${name}=x`, counted)).toEqual([]);
    },
  );

  it.each(['utm_source', 'fbclid', 'gclid', 'msclkid', 'mc_cid'])(
    'as %s counts clicks, which is a hint',
    (name) => {
      expect(codesAbout(`https://example.org/?${name}=x`, counted)).toEqual(counted);
      expect(codesAbout(`https://example.org/?${name}=x`)).toEqual([]);
    },
  );

  it.each([
    ['https://example.org/?mc_eid=x', 'https://example.org/'],
    ['https://example.org/?a=%20b&mc_eid=x&c=d#e', 'https://example.org/?a=%20b&c=d#e'],
    ['https://example.org/?mc_cid=1&mc_eid=x&utm_source=y', 'https://example.org/?utm_source=y'],
    ['https://example.org/?fbclid=x&a=b', 'https://example.org/?a=b'],
    ['https://example.org/?utm_source=y', undefined],
  ])('is taken out of %s and leaves the rest as it is written', (url, left) => {
    const [finding] = checked(readBody(`[The news of today](${url})`));
    expect(finding?.fix?.[0]?.text).toBe(left);
  });
});
