import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Memory } from '../../src/probe/memory.ts';
import type { Verdict } from '../../src/probe/verdict.ts';

const [minute, hour] = [60_000, 3_600_000];

function fileInNewFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'pennypost-links-')), '.pennypost', 'links.json');
}

/** What is recalled of a verdict so much later, in another run. */
function recalledAfter(milliseconds: number, verdict: Verdict): Verdict | undefined {
  const file = fileInNewFolder();
  const memory = new Memory(file, () => 1_000_000);
  memory.note('https://example.org/', verdict);
  memory.save();
  return new Memory(file, () => 1_000_000 + milliseconds).recall('https://example.org/');
}

describe('what was found at an address', () => {
  it.each([
    { kind: 'fine' },
    { kind: 'fine', slow: 6000 },
    { kind: 'moved', to: 'https://example.org/b' },
  ] as const)('is believed for a day where it is good: %j', (verdict) => {
    expect(recalledAfter(24 * hour - 1, verdict)).toEqual(verdict);
    expect(recalledAfter(24 * hour, verdict)).toBeUndefined();
  });

  it.each([
    { kind: 'dead', why: 'x' },
    { kind: 'noHost' },
    { kind: 'certificate', why: 'x' },
    { kind: 'trouble', why: 'x' },
    { kind: 'unsure', why: 'x' },
    { kind: 'private' },
  ] as const)('is believed for ten minutes where it is bad: %j', (verdict) => {
    expect(recalledAfter(10 * minute - 1, verdict)).toEqual(verdict);
    expect(recalledAfter(10 * minute, verdict)).toBeUndefined();
  });

  it('is not believed when it comes from the future', () => {
    expect(recalledAfter(-1, { kind: 'fine' })).toBeUndefined();
  });

  it('is kept where only its owner reads it, without what is too old', () => {
    const file = fileInNewFolder();
    let now = 0;
    const memory = new Memory(file, () => now);
    memory.note('https://example.org/old', { kind: 'noHost' });
    now = hour;
    memory.note('https://example.org/new', { kind: 'fine' });
    memory.save();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).answers)).toEqual(['https://example.org/new']);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"version":2,"answers":{}}',
    '{"version":1,"answers":{"https://example.org/":{"at":"x"}}}',
  ])('is nothing in a file that somebody else wrote: %j', (text) => {
    const file = fileInNewFolder();
    new Memory(file, () => 0).save();
    writeFileSync(file, text);
    expect(new Memory(file, () => 0).recall('https://example.org/')).toBeUndefined();
  });
});
