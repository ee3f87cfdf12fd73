import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { issueJsonSchema } from '../../src/issue/read-data.ts';
import { settingsJsonSchema } from '../../src/newsletter/read-settings.ts';
import { freshNewsletter, pennypost } from './pennypost.ts';

/** Judges documents by the JSON Schema alone, as an editor does. */
function judge(schema: object): (document: unknown) => boolean {
  const read = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema);
  return (document) => read.safeParse(document).success;
}

const settings = parse(readFileSync('newsletter.yaml', 'utf8')) as Record<string, unknown>;

describe('the schema of newsletter.yaml', () => {
  const accepts = judge(settingsJsonSchema());

  it('accepts the settings of this newsletter and of a new one', async () => {
    const folder = await freshNewsletter();
    const fresh: unknown = parse(readFileSync(join(folder, 'newsletter.yaml'), 'utf8'));
    expect([accepts(settings), accepts(fresh)]).toEqual([true, true]);
  });

  it.each([
    { rate: '40/s' },
    { rate: '40 per second, 14000/h' },
    { rate: ['40/s', '14000/h'] },
    { providers: { 'gmail.com': '20/s', 'outlook.com': ['600/min', '5000/h'] } },
    { warmup: { start: 50, factor: 1.5, every: '12h' } },
  ])('accepts %j', (sending) => {
    expect(accepts({ ...settings, sending })).toBe(true);
  });

  it.each([
    ['an unknown key', { ...settings, nmae: 'News' }],
    ['an unknown key of sending', { ...settings, sending: { rtae: '1/s' } }],
    ['a missing address', { ...settings, address: undefined }],
    ['a direction that is none', { ...settings, dir: 'up' }],
    ['no connections', { ...settings, sending: { connections: 0 } }],
    ['a rate that is none', { ...settings, sending: { rate: 'fast' } }],
    ['a list with a rate that is none', { ...settings, sending: { rate: ['40/s', 'fast'] } }],
    ['a provider whose rate is none', { ...settings, sending: { providers: { 'gmail.com': 20 } } }],
    ['a warm-up without a start', { ...settings, sending: { warmup: { factor: 2 } } }],
    ['a time that is none', { ...settings, sending: { retryFor: '4 weeks' } }],
    ['a field with a capital', { ...settings, fields: { Name: {} } }],
  ])('refuses %s', (_, document) => {
    expect(accepts(JSON.parse(JSON.stringify(document)))).toBe(false);
  });

  it('says of every key what it is for', () => {
    const without: string[] = [];
    const walk = (schema: Record<string, unknown>, path: string): void => {
      for (const [key, value] of Object.entries((schema['properties'] ?? {}) as Record<string, object>)) {
        if (!('description' in value)) without.push(`${path}${key}`);
        walk(value as Record<string, unknown>, `${path}${key}.`);
      }
    };
    walk(settingsJsonSchema(), '');
    expect(without).toEqual([]);
  });
});

describe('the schema of an issue', () => {
  const accepts = judge(issueJsonSchema());

  it('accepts an issue as show --json prints it, and one written by hand', async () => {
    const folder = await freshNewsletter();
    const { out } = await pennypost(folder, ['show', 'hello', '--json']);
    const written = {
      title: 'By hand',
      preview: 'For {{first_name|you}}',
      blocks: [
        { kind: 'heading', level: 2, text: 'A *heading*' },
        { kind: 'text', content: 'Prose with [a link](https://example.org).' },
        { kind: 'steps', items: ['one', 'two'] },
      ],
    };
    expect([accepts(JSON.parse(out)), accepts(written)]).toEqual([true, true]);
  });

  it.each([
    ['no title', { blocks: [] }],
    ['an unknown key', { title: 'A', blocks: [], draft: true }],
    ['an unknown kind of block', { title: 'A', blocks: [{ kind: 'carousel' }] }],
    ['a heading of the first level', { title: 'A', blocks: [{ kind: 'heading', level: 1, text: 'A' }] }],
    ['steps without any', { title: 'A', blocks: [{ kind: 'steps', items: [] }] }],
    ['a date in words', { title: 'A', date: 'today', blocks: [] }],
  ])('refuses %s', (_, document) => {
    expect(accepts(document)).toBe(false);
  });
});

describe('pennypost schema', () => {
  it('prints either schema as JSON', async () => {
    for (const word of ['settings', 'issue']) {
      const { code, out } = await pennypost('.', ['schema', word]);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toHaveProperty('$schema', 'https://json-schema.org/draft/2020-12/schema');
    }
  });

  it('names the two there are when asked for another', async () => {
    const { code, err } = await pennypost('.', ['schema', 'isue']);
    expect(code).toBe(2);
    expect(err).toContain('There is no schema “isue”; there are settings and issue');
    expect(err).toContain('Try: pennypost schema issue');
  });
});
