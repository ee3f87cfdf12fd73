import { describe, expect, it } from 'vitest';
import { isSpf, readSpf } from '../../../src/doctor/spf/record.ts';

describe('an SPF record', () => {
  it.each([
    'v=spf1 -all',
    'v=spf1',
    'V=SPF1 MX A:mail.example.org/24//64 ~ALL',
    'v=spf1 include:_spf.example.net ip4:192.0.2.0/24 ip6:2001:db8::/32 ?all',
    'v=spf1 a/24 mx//64 ptr:example.org exists:%{i}._spf.%{d2}.example.org redirect=_spf.example.org',
    'v=spf1 exp=explain.example.org some-thing=else -all',
    'v=spf1   a  -all ',
  ])('is read: %s', (text) => {
    expect(isSpf(text)).toBe(true);
    expect(readSpf(text)).toMatchObject({ ok: true });
  });

  it.each([
    ['v=spf1 ipv4:192.0.2.1 -all', 'ipv4:192.0.2.1'],
    ['v=spf1 ip4:192.0.2.300 -all', 'ip4:192.0.2.300'],
    ['v=spf1 ip4:192.0.2.0/33 -all', 'ip4:192.0.2.0/33'],
    ['v=spf1 ip4:2001:db8::1 -all', 'ip4:2001:db8::1'],
    ['v=spf1 ip6:192.0.2.1 -all', 'ip6:192.0.2.1'],
    ['v=spf1 include: -all', 'include:'],
    ['v=spf1 include -all', 'include'],
    ['v=spf1 include:localhost -all', 'include:localhost'],
    ['v=spf1 a/33 -all', 'a/33'],
    ['v=spf1 mx//129 -all', 'mx//129'],
    ['v=spf1 all:example.org', 'all:example.org'],
    ['v=spf1 -all; ', '-all;'],
    ['v=spf1 redirect=a.example.org redirect=b.example.org', 'redirect=b.example.org'],
    ['v=spf1 redirect=', 'redirect='],
    ['v=spf1 exists:%{x -all', 'exists:%{x'],
    ['v=spf1 “mx” ~all', '“mx”'],
  ])('counts for nothing: %s', (text, word) => {
    expect(readSpf(text)).toEqual({ ok: false, word });
  });

  it('is none without its version', () => {
    expect(['v=spf10 -all', 'v=spf2.0/pra', ' v=spf1', 'spf1 -all'].map(isSpf)).toEqual(Array(4).fill(false));
  });

  it('ends at “all”, whatever stands behind it, and has no redirect then', () => {
    const read = readSpf('v=spf1 mx -all a include:late.example.org redirect=_spf.example.org');
    expect(read).toMatchObject({ ok: true, record: { redirect: undefined } });
    expect(read.ok && read.record.mechanisms.map(({ name }) => name)).toEqual(['mx', 'all']);
  });
});
