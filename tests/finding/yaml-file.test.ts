import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding/finding.ts';
import { readYaml } from '../../src/finding/yaml-file.ts';

function faults(text: string, file = 'a.yaml'): readonly Finding[] {
  const read = readYaml({ file, text }, 'data');
  return read.ok ? [] : read.findings;
}

/** `line:column message` of every fault. */
function told(text: string, file?: string): string[] {
  return faults(text, file).map(({ place, message }) => `${place?.line}:${place?.column} ${message}`);
}

describe('a YAML file', () => {
  it('gives its values and their places', () => {
    const read = readYaml({ file: 'a.yaml', text: 'a: 1\nb:\n  - x\n  - "y z"\n' }, 'data');
    if (!read.ok) throw new Error('not read');
    expect(read.file.value).toEqual({ a: 1, b: ['x', 'y z'] });
    const locator = read.file.locator(() => []);
    expect(locator.value(['b', 1])).toMatchObject({ line: 4, column: 5, endColumn: 10 });
    expect(locator.key(['b'])).toMatchObject({ line: 2, column: 1 });
    expect(locator.said(['b', 1])).toBe('y z');
  });

  it.each([
    ['a: b: c', '1:4 This value holds a colon, and needs quotes'],
    ['a: @b', '1:4 A value that begins with @ needs quotes'],
    ['a: `b`', '1:4 A value that begins with ` needs quotes'],
    ['a: 1\nb: 2\na: 3', '3:1 “a” stands here twice'],
    ['a:\n\t- b', '2:1 A tab cannot indent here'],
    ['a: "b\\q"', '1:6 This backslash means nothing between double quotes'],
    ['a: 1\nb: "x\nc: 2\n', '2:4 A quote that was opened is never closed'],
    ["a: 'it's'", '1:8 This is not YAML: it cannot be read from here on'],
    ['a: 1\n---\nb: 2', '2:1 A second document begins here, and would be left out'],
    ['a: *b', '1:4 *b stands for a value written elsewhere, and is not followed here'],
    ['a: 1\njust words\n', '2:1 This line has no key'],
  ])('%j is told as %s', (text, message) => {
    expect(told(text)).toEqual([message]);
  });

  it.each([
    ['{"a": [1, 2}', 'A ] is missing before this'],
    ['{"a": {"b": 1]', 'A } is missing before this'],
    ['{"a" 1}', 'A comma or a colon is missing here'],
    ['{"a": 1 "b": 2}', 'This is not JSON'],
    ['{"a": 1, "b": "x', 'A quote that was opened is never closed'],
  ])('%s as JSON is told as %s', (text, message) => {
    expect(told(text, 'a.json')[0]).toContain(message);
  });

  it('tells one fault a line', () => {
    expect(told('a: b\n c: d\n')).toHaveLength(1);
  });

  it('follows no alias, which could make a small file endless', () => {
    const bomb = [
      'a: &a [x, x, x]',
      ...[...'bcdefghij'].map((c, i) => `${c}: &${c} [${`*${'abcdefghi'[i]}, `.repeat(9)}]`),
    ];
    expect(faults(bomb.join('\n'))[0]?.code).toBe('data/alias');
    expect(faults('a: &a [*a]')[0]?.code).toBe('data/alias');
  });

  it.each(['['.repeat(100_000), '{"a":'.repeat(5000), '- '.repeat(5000), '? '.repeat(5000)])(
    'that nests too deep is refused before the parser runs out of memory',
    (text) => {
      expect(faults(text)[0]?.code).toBe('data/too-deep');
    },
  );

  it('never throws, and its faults lie in the file', () => {
    const yamlish = fc.string({
      unit: fc.constantFrom(...'ab:-[]{}"\'#&*!|>%@`,? \n\t\\0', '\r\n', '---\n', '\n  ', ': ', '- '),
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.oneof(yamlish, fc.string({ unit: 'binary' })), (text) => {
        const lines = text.split(/\r\n|\r|\n/);
        for (const { place } of faults(text)) {
          expect(place && lines[place.line - 1]).toBeDefined();
          expect(place?.column).toBeLessThanOrEqual((lines[(place?.line ?? 0) - 1] ?? '').length + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
