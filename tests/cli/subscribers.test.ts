import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { fakeIo } from './fake-io.ts';
import { type Ended, freshNewsletter, pennypost } from './pennypost.ts';

let folder: string;
beforeEach(async () => {
  folder = await freshNewsletter();
});

function subscribers(...args: string[]): Promise<Ended> {
  return pennypost(folder, ['subscribers', ...args]);
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

/** The lists in numbers, as `list --json` prints them. */
async function lists(): Promise<unknown[]> {
  const { out } = await subscribers('list', '--json');
  return jsonLines(out);
}

function jsonLines(out: string): unknown[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

const mixed = `Mail,Vorname,Status
ada@example.org,Ada,subscribed
ben@example,Ben,subscribed
carl@example.net,Carl,unsubscribed
ADA@example.org,Ada again,subscribed
"two@example.org,three@example.org",Two,subscribed
`;

const mailchimpLeavers = `Email Address,Company,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,LEID,EUID
ada@example.org,,2,,2019-05-06 07:08:09,2021-07-23 12:19:27,1,ab
`;

describe('pennypost subscribers import', () => {
  it('says what each column was taken for, and what became of every row', async () => {
    write('readers.csv', mixed);
    const { code, err, out } = await subscribers('import', 'readers.csv', '--map', 'first_name=Vorname');
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toBe(`readers.csv, 5 rows, read by the names of the columns.
  understood: Mail → email, Vorname → first_name, Status → status
5 rows of readers.csv, for the list “readers”:
  1  new
  1  marked in the file as having left: no mail
  1  about somebody the file has named before
  2  not taken
       readers.csv:3  “ben@example” has no dot after the @
       readers.csv:6  “two@example.org,three@example.org” has a comma or semicolon in it, as if it were two addresses
To have the rows not taken in a file of their own: --rejects rejects.csv
`);
    expect(await lists()).toEqual([
      { list: 'readers', active: 1, pending: 0, unsubscribed: 1, suppressed: 0 },
    ]);
  });

  it('ends with 0 when every row was taken, and doing it again changes nothing', async () => {
    expect((await subscribers('import', 'subscribers/sample.csv')).code).toBe(0);
    const again = await subscribers('import', 'subscribers/sample.csv', '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({
      list: 'sample',
      rows: 3,
      unchanged: 3,
      added: 0,
      rejects: [],
    });
  });

  it('writes rejected rows into a file that only its owner may read, and that can be imported once mended', async () => {
    write('readers.csv', mixed);
    await subscribers('import', 'readers.csv', '--rejects', 'rejects.csv');
    const rejects = join(folder, 'rejects.csv');
    expect(statSync(rejects).mode & 0o777).toBe(0o600);
    write('rejects.csv', readFileSync(rejects, 'utf8').replace('ben@example,', 'ben@example.com,'));
    const { err } = await subscribers('import', 'rejects.csv', '--list', 'readers');
    expect(err).toMatch(/ {2}1 {2}new\n {2}1 {2}not taken\n/);
  });

  it('keeps with rejected rows what only the name of their file said, so that nobody comes back with them', async () => {
    write('unsubscribed_members_export.csv', 'Email,First Name\nada@example,Ada\nben@example.org,Ben\n');
    const list = ['--list', 'readers'];
    await subscribers('import', 'unsubscribed_members_export.csv', ...list, '--rejects', 'rejects.csv');
    const rejects = join(folder, 'rejects.csv');
    write('rejects.csv', readFileSync(rejects, 'utf8').replace('ada@example,', 'ada@example.org,'));
    expect((await subscribers('import', 'rejects.csv', ...list)).code).toBe(0);
    expect(await lists()).toMatchObject([{ active: 0, unsubscribed: 2 }]);
  });

  it('writes no rejects over a file that holds something else', async () => {
    write('readers.csv', mixed);
    write('notes.txt', 'mine');
    for (const file of ['notes.txt', 'readers.csv']) {
      const { code, err } = await subscribers('import', 'readers.csv', '--rejects', file);
      expect(code).toBe(2);
      expect(err).toContain('holds something else, and would be lost');
    }
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'readers.csv'), 'utf8')).toBe(mixed);
  });

  it('never brings back somebody who left', async () => {
    await subscribers('import', 'subscribers/sample.csv');
    await subscribers('remove', 'ada@example.org');
    const { err } = await subscribers('import', 'subscribers/sample.csv');
    expect(err).toContain('1  left before, and stay out');
    expect(await lists()).toMatchObject([{ active: 2, unsubscribed: 1 }]);
  });

  it('takes a file of people who have left to be about the list there is', async () => {
    await subscribers('import', 'subscribers/sample.csv');
    write('unsubscribed_members_export.csv', 'Email Address\nada@example.org\n');
    const { code, err } = await subscribers('import', 'unsubscribed_members_export.csv');
    expect(code).toBe(0);
    expect(err).toContain('Everybody in it comes in as unsubscribed, and gets no mail.');
    expect(await lists()).toMatchObject([{ list: 'sample', active: 2, unsubscribed: 1 }]);
  });

  it('asks for the list’s name when those who left come first', async () => {
    write('left.csv', mailchimpLeavers);
    const { code, err } = await subscribers('import', 'left.csv');
    expect(code).toBe(2);
    expect(err).toContain('There is no list yet that they could have left');
    expect(err).toContain('--list readers');
    expect((await subscribers('import', 'left.csv', '--list', 'readers')).code).toBe(0);
    write('readers.csv', 'email\nada@example.org\n');
    expect((await subscribers('import', 'readers.csv')).err).toContain('1  left before, and stay out');
  });

  it('says whose export a file is and how it is read, and with --dry-run no more than that', async () => {
    write('left.csv', mailchimpLeavers);
    const { code, err } = await subscribers('import', 'left.csv', '--list', 'readers', '--dry-run');
    expect(code).toBe(0);
    expect(err).toBe(`This is Mailchimp’s list of people who unsubscribed: left.csv, 1 row.
  understood: Email Address → email, OPTIN_TIME → consent, CONFIRM_TIME → consent, UNSUB_TIME → status
  kept as fields: Company → company
  left out: MEMBER_RATING, LEID, EUID
Everybody in it comes in as unsubscribed, and gets no mail.
1 row of left.csv, for the list “readers” (nothing is written):
  1  marked in the file as having left: no mail
`);
    expect(await lists()).toEqual([]);
  });

  it('has understood a file before it writes anything', async () => {
    write('left.csv', mailchimpLeavers);
    const io = fakeIo(['subscribers', 'import', 'left.csv', '--list', 'readers'], { cwd: folder });
    const endWith = (text: string): never => {
      throw new Error(text);
    };
    const stopAtOnce = { ...io.stderr, write: endWith };
    await expect(main({ ...io, stderr: stopAtOnce })).rejects.toThrow('This is Mailchimp’s list');
    expect(await lists()).toEqual([]);
  });

  it('reads a file as whose export --from says, and knows no others', async () => {
    write('people.csv', 'email_address,type\nada@example.org,spammy\n');
    const guessed = await subscribers('import', 'people.csv', '--dry-run');
    expect(guessed.err).toContain('kept as fields: type');
    const { err } = await subscribers('import', 'people.csv', '--from', 'buttondown');
    expect(err).toContain(
      'read as Buttondown’s, although the columns are not those of an export of Buttondown',
    );
    expect(await lists()).toMatchObject([{ active: 0, suppressed: 1 }]);
    const wrong = await subscribers('import', 'people.csv', '--from', 'mailchump');
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringContaining('Allowed choices are auto, mailchimp'),
    ]);
  });

  it('names domains that are likely mistyped, with the lines, and changes nothing about them', async () => {
    const rows = Array.from({ length: 7 }, (_, i) => `reader${i}@gmial.com,active`);
    write(
      'readers.csv',
      ['email,status', ...rows, 'x@yahoo.con,active', 'y@hotnail.com,unsubscribed', ''].join('\n'),
    );
    const { code, err } = await subscribers('import', 'readers.csv');
    expect(code).toBe(0);
    expect(err).toContain(`Likely mistyped, and taken as they stand:
  gmial.com, probably gmail.com: 7 rows, readers.csv:2, 3, 4, 5, 6 …
  yahoo.con, probably yahoo.com: 1 row, readers.csv:9
`);
    expect(err).not.toContain('hotnail');
    const { out } = await subscribers('export', '--list', 'readers');
    expect(out).toContain('reader0@gmial.com');
    const again = await subscribers('import', 'readers.csv', '--dry-run', '--json');
    expect(JSON.parse(again.out)).toMatchObject({
      typos: [
        { domain: 'gmial.com', meant: 'gmail.com', rows: 7, lines: [2, 3, 4, 5, 6] },
        { domain: 'yahoo.con', meant: 'yahoo.com', rows: 1, lines: [9] },
      ],
    });
  });

  it('decides everything and writes nobody with --dry-run', async () => {
    const { err } = await subscribers('import', 'subscribers/sample.csv', '--dry-run');
    expect(err).toContain('(nothing is written):\n  3  new\n');
    expect(await lists()).toEqual([]);
  });

  it('stops at Ctrl-C after whole batches, and goes on with the same command', async () => {
    const rows = Array.from({ length: 35_000 }, (_, i) => `reader${i}@example.org\n`).join('');
    write('many.csv', `email\n${rows}`);
    const io = fakeIo(['subscribers', 'import', 'many.csv'], { cwd: folder });
    let asked = 0;
    // The line that counts rows asks for the time after each batch: a moment in the middle of the work.
    const now = (): number => {
      asked += 1;
      if (asked === 4) io.pressCtrlC();
      return Date.now();
    };
    const code = await main({ ...io, now, stderr: { ...io.stderr, isTerminal: true } });
    expect(code).toBe(130);
    expect(io.err()).toMatch(/Stopped after (10000|20000|30000) rows; those are imported/);
    expect(io.err()).toContain('Run the same command again');
    const [list] = (await lists()) as { active: number }[];
    expect((list?.active ?? 1) % 10_000).toBe(0);
    expect(list?.active).toBeLessThan(35_000);
    const { out } = await subscribers('import', 'many.csv', '--json');
    expect(JSON.parse(out)).toMatchObject({ added: 35_000 - (list?.active ?? 0), unchanged: list?.active });
  });

  it('says what is wrong with a file or an option', async () => {
    write('nobody.csv', 'Name,Town\nAda,Bern\n');
    const nothing = await subscribers('import', 'nothing.csv');
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('There is no file')]);
    const unnamed = await subscribers('import', 'nobody.csv');
    expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining('No column holds addresses')]);
    const map = await subscribers('import', 'subscribers/sample.csv', '--map', 'email');
    expect([map.code, map.err]).toEqual([2, expect.stringContaining('--map cannot be read')]);
    expect(existsSync(join(folder, 'newsletter.db')) ? await lists() : []).toEqual([]);
  });
});

describe('pennypost subscribers export', () => {
  it('prints what an import reads as the same list again', async () => {
    await subscribers('import', 'subscribers/sample.csv');
    await subscribers('remove', 'ben@example.com');
    const { code, out } = await subscribers('export', '--list', 'sample');
    expect(code).toBe(0);
    write('copy.csv', out);
    const { out: report } = await subscribers('import', 'copy.csv', '--list', 'sample', '--json');
    expect(JSON.parse(report)).toMatchObject({ rows: 3, unchanged: 3 });
  });

  it('prints every list when none is named', async () => {
    await subscribers('import', 'subscribers/sample.csv');
    await subscribers('add', 'dora@example.org', '--list', 'press');
    const { out } = await subscribers('export');
    expect(out.split('\n').map((line) => line.split(',').slice(0, 2).join(','))).toEqual([
      'email,list',
      'dora@example.org,press',
      'ada@example.org,sample',
      'ben@example.com,sample',
      'reader@example.net,sample',
      '',
    ]);
  });
});

describe('pennypost subscribers add and remove', () => {
  beforeEach(() => subscribers('import', 'subscribers/sample.csv'));

  it('adds somebody to the only list there is, with what is known of them', async () => {
    const added = await subscribers(
      'add',
      'dora@example.org',
      '--name',
      'Dora',
      '--field',
      'city=Bern',
      '--tag',
      'press',
    );
    expect(added).toEqual({ code: 0, out: '', err: 'dora@example.org is now on sample.\n' });
    const { out } = await subscribers('show', 'dora@example.org', '--json');
    expect(JSON.parse(out)).toMatchObject({
      fields: { first_name: 'Dora', city: 'Bern' },
      tags: ['press'],
      lists: [{ list: 'sample', state: 'active', source: 'added by hand' }],
    });
  });

  it('never silently brings back somebody who left', async () => {
    await subscribers('remove', 'ada@example.org');
    const { code, err } = await subscribers('add', 'ada@example.org');
    expect(code).toBe(6);
    expect(err).toContain('ada@example.org has unsubscribed, and is not brought back');
    expect(err).toContain('pennypost subscribers add ada@example.org --list "sample" --rejoin');
    expect(await lists()).toMatchObject([{ active: 2, unsubscribed: 1 }]);
    expect((await subscribers('add', 'ada@example.org', '--rejoin')).code).toBe(0);
    expect(await lists()).toMatchObject([{ active: 3, unsubscribed: 0 }]);
  });

  it('removes from the list, and notes those who were never on it', async () => {
    const removed = await subscribers('remove', 'Ada@Example.org');
    expect(removed.code).toBe(0);
    expect(removed.err).toContain('has left sample');
    expect((await subscribers('remove', 'ada@example.org')).err).toContain('had left already');
    expect((await subscribers('remove', 'never@example.org')).err).toContain('noted as having left');
    expect((await subscribers('add', 'never@example.org')).code).toBe(6);
  });

  it('asks which list is meant when there are several, except for leaving, which means all', async () => {
    await subscribers('add', 'ada@example.org', '--list', 'press');
    const { code, err } = await subscribers('add', 'dora@example.org');
    expect(code).toBe(2);
    expect(err).toContain('There are 2 lists: press, sample');
    expect(err).toContain('--list press');
    expect((await subscribers('remove', 'ada@example.org')).err).toContain('has left sample, press');
    expect((await subscribers('remove', 'nobody@example.org')).code).toBe(2);
  });

  it('writes nothing with --dry-run', async () => {
    const before = await lists();
    expect((await subscribers('remove', 'ada@example.org', '-n')).err).toContain('Dry run:');
    expect((await subscribers('add', 'dora@example.org', '-n')).err).toContain('Dry run:');
    expect(await lists()).toEqual(before);
  });

  it('refuses what is no address or no field', async () => {
    const address = await subscribers('add', 'dora@', '--list', 'sample');
    expect([address.code, address.err]).toEqual([2, expect.stringContaining('it has nothing after the @')]);
    const field = await subscribers('add', 'dora@example.org', '--field', 'City=Bern');
    expect([field.code, field.err]).toEqual([2, expect.stringContaining('should read name=value')]);
    const list = await subscribers('add', 'dora@example.org', '--list', ' ');
    expect(list.code).toBe(2);
  });
});

describe('pennypost subscribers list and show', () => {
  it('says how to begin when there is no list', async () => {
    const { code, out, err } = await subscribers('list');
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('pennypost subscribers import subscribers/sample.csv');
    expect((await subscribers('list', '--list', 'sample')).code).toBe(2);
  });

  it('prints the lists in numbers, and the people on one', async () => {
    await subscribers('import', 'subscribers/sample.csv');
    expect((await subscribers('list')).out).toBe(
      'list    active  pending  unsubscribed  suppressed\nsample  3       0        0             0\n',
    );
    expect((await subscribers('list', '--list', 'sample')).out).toBe(
      'ada@example.org     active  Ada  friends\nben@example.com     active  Ben\nreader@example.net  active\n',
    );
    const { err } = await subscribers('list', '--list', 'smaple');
    expect(err).toContain('Did you mean sample?');
  });

  it('prints only some, and says that there are more', async () => {
    await subscribers('import', 'subscribers/sample.csv');
    const some = await subscribers('list', '--list', 'sample', '--limit', '2');
    expect(some.out.trim().split('\n')).toHaveLength(2);
    expect(some.err).toContain('There are more');
    const all = await subscribers('list', '--list', 'sample', '--limit', '3');
    expect(all.err).toBe('');
    await subscribers('remove', 'ada@example.org');
    const left = await subscribers('list', '--state', 'unsubscribed', '--json');
    expect(jsonLines(left.out)).toMatchObject([
      { email: 'ada@example.org', list: 'sample', state: 'unsubscribed' },
    ]);
  });

  it('shows all that is known of a person, with where consent came from', async () => {
    write(
      'readers.csv',
      'email,first_name,consent_at,consent_source\nada@example.org,Ada,2026-05-04T10:00:00Z,web form\n',
    );
    await subscribers('import', 'readers.csv');
    const { out } = await subscribers('show', 'ada@example.org', '--json');
    expect(JSON.parse(out)).toMatchObject({
      email: 'ada@example.org',
      fields: { first_name: 'Ada' },
      suppression: null,
      lists: [
        { list: 'readers', state: 'active', source: 'web form', consentAt: '2026-05-04T10:00:00.000Z' },
      ],
      deliveries: [],
      events: [{ kind: 'imported', source: 'import readers.csv', line: 2 }],
    });
    expect((await subscribers('show', 'ada@example.org')).out).toContain('Consent\n  readers  web form');
    expect((await subscribers('show', 'nobody@example.org')).code).toBe(2);
  });
});
