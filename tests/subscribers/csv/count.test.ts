import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeLine } from '../../../src/subscribers/csv/cell.ts';
import { countRows } from '../../../src/subscribers/csv/count.ts';
import { openCsv } from '../../../src/subscribers/csv/file.ts';
import { temporaryFolder } from '../folder.ts';

const file = temporaryFolder();

async function counted(text: string | Uint8Array): Promise<number> {
  return await (await openCsv(file('rows.csv', text))).count();
}

/** Rows that hold anything, as they are read. */
async function read(text: string): Promise<number> {
  let rows = 0;
  for await (const page of (await openCsv(file('rows.csv', text))).pages()) {
    rows += page.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')).length;
  }
  return rows;
}

describe('counting rows', () => {
  it.each([
    ['', 0],
    ['\n\n', 0],
    ['email', 1],
    ['email\na@example.org\n\n,,\n"",""\n', 2],
    ['email\r\na@example.org\r\n', 2],
    ['email\ra@example.org', 2],
    ['email,note\na@example.org,"two\nlines"\n', 2],
    ['email,note\na@example.org,"said ""yes,\n no"""\nb@example.org,\n', 3],
    ['email;note\n"a@example.org" ; "x\n\ny"\n', 2],
    ['email,note\na@example.org,five "" wide\nb@example.org,6\n', 3],
    ['email,note\na@example.org,five " wide\nb@example.org,6\n', 3],
  ])('finds in %j: %i', async (text, rows) => {
    expect(await counted(text)).toBe(rows);
  });

  it('counts what is read, of whatever cells and however long', async () => {
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', 'a', ';') }),
    );
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(1, 200), async (rows, times) => {
        const text = `email,name,note\n${rows.map(writeLine).join('').repeat(times)}`;
        expect(await counted(text)).toBe(await read(text));
      }),
      { numRuns: 40 },
    );
  });

  it('counts the same in whatever pieces the bytes come', async () => {
    const bytes = Buffer.from('email,note\r\na@example.org,"say ""yes""\n"\n\n"b@example.org","""\n"""\n');
    const inTwo = async function* (at: number): AsyncGenerator<Buffer> {
      yield bytes.subarray(0, at);
      yield bytes.subarray(at);
    };
    for (let at = 0; at <= bytes.length; at += 1) expect(await countRows(inTwo(at), ',')).toBe(3);
  });

  it('counts UTF-16 too', async () => {
    expect(await counted(Buffer.from('\ufeffemail\na@example.org\n', 'utf16le'))).toBe(2);
  });
});
