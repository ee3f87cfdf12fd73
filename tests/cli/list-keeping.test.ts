import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Ended, freshNewsletter, pennypost } from './pennypost.ts';

let folder: string;
beforeEach(async () => {
  folder = await freshNewsletter();
  write(
    'readers.csv',
    `email,first_name,city,tags,consent_at,status,note
ada@example.org,Ada,Bern,"press, friends",2026-11-01,active,=1+1
ben@example.com,Ben,Basel,Press,2020-01-01,active,
carl@example.net,Carl,Bern,,2026-11-20,active,
dora@example.net,Dora,Bern,,2026-11-20,unsubscribed,
`,
  );
  await subscribers('import', 'readers.csv');
});

function subscribers(...args: string[]): Promise<Ended> {
  return pennypost(folder, ['subscribers', ...args]);
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

async function tagsOf(address: string): Promise<string[]> {
  return (JSON.parse((await subscribers('show', address, '--json')).out) as { tags: string[] }).tags;
}

function jsonLines(out: string): Record<string, unknown>[] {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('pennypost subscribers tag', () => {
  it('puts a tag on people by their addresses, and takes it away again, whatever its letters', async () => {
    const put = await subscribers('tag', 'press', 'ada@example.org', 'CARL@example.net', 'eve@example.org');
    expect(put.code).toBe(5);
    expect(put.err).toBe('1 person gets the tag press; 1 had it before.\nNot here: eve@example.org\n');
    expect(await tagsOf('carl@example.net')).toEqual(['press']);
    const taken = await subscribers(
      'tag',
      'PRESS',
      'ada@example.org',
      'ben@example.com',
      '--remove',
      '--json',
    );
    expect([taken.code, JSON.parse(taken.out)]).toEqual([
      0,
      {
        ...{ tag: 'PRESS', way: 'take away', changed: 2, unchanged: 0 },
        unknown: [],
        faulty: [],
        dryRun: false,
      },
    ]);
    expect([await tagsOf('ada@example.org'), await tagsOf('ben@example.com')]).toEqual([['friends'], []]);
    const { out } = await subscribers('show', 'ada@example.org', '--json');
    expect(JSON.parse(out)).toMatchObject({ events: [{}, { kind: 'untagged', tag: 'PRESS' }] });
  });

  it('puts it on a segment’s readers, those who get mail', async () => {
    const dry = await subscribers('tag', 'swiss', '--segment', 'city in (Bern, Basel)', '--dry-run');
    expect(dry.err).toContain('Dry run: 3 people get the tag swiss');
    expect(await tagsOf('ada@example.org')).toEqual(['press', 'friends']);
    await subscribers('tag', 'swiss', '--segment', 'city in (Bern, Basel)');
    expect(await tagsOf('ada@example.org')).toEqual(['press', 'friends', 'swiss']);
    expect(await tagsOf('dora@example.net')).toEqual([]);
  });

  it('puts it on the people of a file, and names the lines without an address', async () => {
    write(
      'some.csv',
      'Name;Mail\nAda;ada@example.org\n;\nBen\n"Carl ""C"" X";"Carl <carl@example.net>"\nx;two@@y\n',
    );
    const { code, err } = await subscribers('tag', 'vip', '--from', 'some.csv');
    expect(code).toBe(5);
    expect(err).toContain('2 people get the tag vip');
    expect(err).toContain('No address in line 4, 6');
    write('bare.txt', 'ada@example.org\nben@example.com\n');
    expect((await subscribers('tag', 'vip', '--from', 'bare.txt')).err).toContain('1 had it before');
  });

  it('wants to know whom, in one way', async () => {
    expect((await subscribers('tag', 'vip')).code).toBe(2);
    expect((await subscribers('tag', 'vip', 'ada@example.org', '--segment', 'city')).code).toBe(2);
    expect((await subscribers('tag', ' ', 'ada@example.org')).code).toBe(2);
  });
});

describe('pennypost subscribers export', () => {
  it('prints only a segment, or only a state, and runs no formula', async () => {
    const { out } = await subscribers('export', '--list', 'readers', '--segment', 'joined since 2026-01-01');
    expect(
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual([...['email', 'ada@example.org', 'carl@example.net', 'dora@example.net']]);
    expect(out).toContain(",'=1+1,");
    const left = await subscribers('export', '--state', 'unsubscribed', '--segment', 'city = Bern', '--json');
    expect(jsonLines(left.out)).toMatchObject([
      {
        email: 'dora@example.net',
        list: 'readers',
        status: 'unsubscribed',
        consentAt: '2026-11-20T00:00:00.000Z',
      },
    ]);
  });

  it('prints all that is known of one person', async () => {
    const { out, code } = await subscribers('export', '--person', 'Ada@example.org');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      email: 'ada@example.org',
      fields: { first_name: 'Ada', note: '=1+1' },
      tags: ['press', 'friends'],
      lists: [{ list: 'readers', state: 'active', consentAt: '2026-11-01T00:00:00.000Z' }],
      suppression: null,
      deliveries: [],
      tests: [],
      events: [{ kind: 'imported' }],
    });
    expect((await subscribers('export', '--person', 'ada@example.org', '--list', 'readers')).code).toBe(2);
    expect((await subscribers('export', '--person', 'eve@example.org')).code).toBe(2);
  });
});

describe('pennypost subscribers erase', () => {
  it('says what goes, has the number typed, and keeps the person out of the next import', async () => {
    const args = ['subscribers', 'erase', 'ADA@example.org', 'ada@example.org'];
    const no = await pennypost(folder, args, { answers: ['2'] });
    expect(no.code).toBe(6);
    expect(no.err).toContain(
      'ada@example.org goes for good: the address, 3 fields, 2 tags, 1 subscription with its consent, 1 event.',
    );
    expect(no.err).toContain('To erase, type the number 1:');
    expect(no.err).toContain('Nobody was erased.');
    const yes = await pennypost(folder, args, { answers: ['1'] });
    expect([yes.code, yes.err]).toEqual([0, expect.stringContaining('ada@example.org is erased.')]);
    expect((await subscribers('import', 'readers.csv')).err).toContain('left before, and stay out');
    expect((await subscribers('show', 'ada@example.org')).err).toContain('ada@example.org was erased on');
    const back = await subscribers('add', 'ada@example.org', '--dry-run');
    expect([back.code, back.err]).toEqual([6, expect.stringContaining('has asked to be forgotten')]);
    expect((await subscribers('add', 'ada@example.org')).code).toBe(6);
    const { out } = await subscribers('list', '--json');
    expect(JSON.parse(out)).toMatchObject({ active: 2, unsubscribed: 1, suppressed: 0 });
  });

  it('asks nobody where there is nobody to ask, and erases with --yes', async () => {
    expect((await subscribers('erase', 'ada@example.org')).code).toBe(6);
    const dry = await subscribers('erase', 'ada@example.org', '-n');
    expect([dry.code, dry.err]).toEqual([0, expect.stringContaining('Dry run: nobody is erased.')]);
    const some = await subscribers('erase', 'ada@example.org', 'eve@example.org', '--yes', '--json');
    expect(some.code).toBe(5);
    expect(jsonLines(some.out)).toMatchObject([
      { email: 'eve@example.org', outcome: 'notThere' },
      { email: 'ada@example.org', outcome: 'erased', traces: { subscriptions: 1, events: 1, deliveries: 0 } },
    ]);
    expect((await subscribers('erase', 'ada@example.org', '--yes')).err).toContain('was erased before');
  });

  it('forgets who is on no list and has only got a test', async () => {
    await pennypost(folder, ['test', 'hello', 'eve@example.org'], { env: {} });
    const erased = await subscribers('erase', 'eve@example.org', '--yes');
    expect([erased.code, erased.err]).toEqual([0, expect.stringContaining('eve@example.org is on no list')]);
    expect((await subscribers('erase', 'eve@example.org', '--yes')).err).toContain('was erased before');
  });

  it('needs a secret, and says so when the one of an erasure is lost', async () => {
    const env = join(folder, '.env');
    const before = readFileSync(env, 'utf8');
    await subscribers('erase', 'ada@example.org', '--yes');
    write('.env', '');
    expect((await subscribers('erase', 'ben@example.com', '--yes')).err).toContain(
      'PENNYPOST_SECRET is not set, and whoever is erased could not be kept out',
    );
    const stopped = await subscribers('import', 'readers.csv');
    expect([stopped.code, stopped.err]).toEqual([
      4,
      expect.stringContaining('Somebody was erased under a PENNYPOST_SECRET that is not at hand'),
    ]);
    write('.env', 'PENNYPOST_SECRET=another-secret-that-is-long-enough-for-it\n');
    expect((await subscribers('erase', '--drop-lost')).err).toContain('1 hash dropped whose secret is lost.');
    expect((await subscribers('import', 'readers.csv')).err).toContain('1  new');
    expect(before).toContain('PENNYPOST_SECRET=');
  });

  it('wants somebody named', async () => {
    expect((await subscribers('erase')).code).toBe(2);
  });
});
