import { describe, expect, it } from 'vitest';
import { helpOf, helps, nearestCode, ruleHelps } from '../../src/check/catalogue.ts';
import type { Help } from '../../src/check/help.ts';
import { pennypost } from '../cli/pennypost.ts';
import { codesOf, inspectBody, inspectFrontMatter } from './bench.ts';

/** Examples that can be tried as they stand: lines of an issue. */
const tried = helps.filter(({ of = 'issue' }) => of === 'issue' || of === 'front matter');

async function codesIn(help: Help, lines: string): Promise<string[]> {
  return codesOf(await (help.of === 'front matter' ? inspectFrontMatter(lines) : inspectBody(lines)));
}

describe('what help says of a code', () => {
  it.each(tried)('$code: the wrong example has the fault, the right one has not', async (help) => {
    expect(await codesIn(help, help.wrong)).toContain(help.code);
    expect(await codesIn(help, help.right)).not.toContain(help.code);
  });

  it('is written for people: sentences, no code without one, and no code twice', () => {
    const codes = helps.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, about, wrong, right } of helps) {
      expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(about, code).toMatch(/^[A-Z“].*[.…]$/s);
      expect(wrong, code).not.toBe(right);
    }
    expect(ruleHelps.length).toBeGreaterThan(10);
  });

  it('is printed with both examples, and finds what was meant', async () => {
    const { code, out } = await pennypost('.', ['help', 'link/relative']);
    expect(code).toBe(0);
    expect(out).toContain('Wrong:\n\n    [About](/about)\n');
    expect(out).toContain('Right:\n\n    [About](https://example.org/about)\n');
    const missed = await pennypost('.', ['help', 'link/relativ']);
    expect(missed).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean link/relative?') });
    expect(helpOf('link/relativ')).toBeUndefined();
    expect(nearestCode('link/relativ')).toBe('link/relative');
  });

  it('is printed for commands too', async () => {
    const { code, out } = await pennypost('.', ['help', 'subscribers', 'import']);
    expect(code).toBe(0);
    expect(out).toContain('Usage: pennypost subscribers import');
  });
});
