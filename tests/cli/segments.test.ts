import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Ended, freshNewsletter, pennypost } from './pennypost.ts';

let folder: string;
beforeEach(async () => {
  folder = await freshNewsletter();
  const settings = join(folder, 'newsletter.yaml');
  const text = readFileSync(settings, 'utf8').replace(/^segments:.*\n(?: .*\n)*/m, '');
  writeFileSync(settings, text);
});

function run(...args: string[]): Promise<Ended> {
  return pennypost(folder, args, { now: () => Date.parse('2026-11-23T10:00:00Z') });
}

async function settle(segments: string): Promise<void> {
  appendFileSync(join(folder, 'newsletter.yaml'), `segments: ${segments}\n`);
  const readers = `email,city,tags,consent_at,status
ada@example.org,Bern,"press, friends",2026-11-01,active
ben@example.com,Basel,press,2020-01-01,active
carl@example.net,Bern,,2026-11-20,active
dora@example.net,Bern,press,2026-11-20,unsubscribed
`;
  writeFileSync(join(folder, 'readers.csv'), readers);
  await run('subscribers', 'import', 'readers.csv');
}

describe('pennypost segments', () => {
  it('counts the readers in every segment of the settings', async () => {
    await settle('\n  press: tag:press\n  new: joined in last 30 days and city in (Bern, Basel)');
    const { code, out, err } = await run('segments');
    expect(code).toBe(0);
    expect(out).toBe(
      'press  2  66.7 %  tag:press\nnew    2  66.7 %  joined in last 30 days and city in (Bern, Basel)\n',
    );
    expect(err).toBe('of 3 readers of readers who get mail\n');
  });

  it('counts what is named or written out, for programs too', async () => {
    await settle('{ press: tag:press, rest: not tag }');
    const { out } = await run('segments', 'press', 'email ends with .net', '--list', 'readers', '--json');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { segment: 'press', filter: 'tag:press', list: 'readers', readers: 2, of: 3 },
      { segment: 'email ends with .net', filter: 'email ends with .net', list: 'readers', readers: 1, of: 3 },
    ]);
  });

  it('says why nobody is meant, and what was perhaps', async () => {
    await settle('{}');
    const { err } = await run('segments', 'tag:pres and ciyt = Bern');
    expect(err).toContain('nobody on the list has the tag “pres”. Did you mean “press”?');
    expect(err).toContain('nobody on the list has the field “ciyt”. Did you mean “city”?');
    expect((await run('segments', 'tag:press and city = Rome')).err).not.toContain('nobody');
  });

  it('says where a filter is wrong, and how to begin when there is none', async () => {
    await settle('{}');
    const wrong = await run('segments', 'joined in lsat 90 days');
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringContaining('Look at column 11: did you mean “last”?'),
    ]);
    expect((await run('segments')).err).toContain('No segment is named in newsletter.yaml');
  });

  it('are read with the settings: a filter that means nothing is a fault there', async () => {
    appendFileSync(join(folder, 'newsletter.yaml'), 'segments: { press: "tag:press adn city" }\n');
    const { code, err } = await run('segments');
    expect(code).toBe(4);
    expect(err).toContain('column 11 of it has “adn” where “and” or “or” should be');
    expect(err).toContain('Perhaps “and” is meant.');
  });
});
