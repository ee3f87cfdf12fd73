import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/newsletter/read-settings.ts';

const basis = `name: News + Notes
from: News + Notes <hello@news.example.org>
url: https://news.example.org
address: PO Box 1, Exampleton, EX 00000
`;
const read = (subscribe: string) => readSettings('newsletter.yaml', `${basis}subscribe: ${subscribe}\n`);

describe('what is said of subscribing', () => {
  it('may be left out: then people confirm, and are asked for nothing but the address', () => {
    const { settings } = readSettings('newsletter.yaml', basis) as Extract<
      ReturnType<typeof read>,
      { readonly ok: true }
    >;
    expect(settings.subscribe).toEqual({
      doubleOptIn: true,
      fields: {},
      limits: { network: 20, overall: 500 },
      origins: [],
      proxies: [],
    });
  });

  it.each([
    '{ proxies: [10.0.0.0/33] }',
    '{ proxies: [10.0.0/8] }',
    '{ proxies: ["2001:db8::/129"] }',
    '{ proxies: [proxy.example.org] }',
    '{ proxies: [10.0.0.0/8/8] }',
    '{ proxies: [10.0.0.0/] }',
    '{ origins: [www.example.org] }',
    '{ origins: ["https://www.example.org/"] }',
    '{ origins: ["*"] }',
    '{ limits: { network: 0 } }',
    '{ fields: { First: {} } }',
    '{ welcome: "" }',
    '{ privacy: "javascript:alert(1)" }',
    '{ doubleOptin: false }',
  ])('is refused where it says nothing: %s', (subscribe) => {
    const settings = read(subscribe);
    expect(settings.ok).toBe(false);
    if (!settings.ok) expect(settings.findings[0]?.place?.line).toBe(5);
  });

  it.each(['10.0.0.0/8', '192.0.2.7', '"2001:db8::/32"', '"::1"'])('takes a proxy as %s', (proxy) => {
    expect(read(`{ proxies: [${proxy}] }`).ok).toBe(true);
  });
});
