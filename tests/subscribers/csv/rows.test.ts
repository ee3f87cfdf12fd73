import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delimiter } from '../../../src/subscribers/csv/delimiter.ts';
import { type CsvRow, readRows } from '../../../src/subscribers/csv/rows.ts';

async function rowsOf(bytes: Buffer | string, size = 1 << 16, delimiter: Delimiter = ','): Promise<CsvRow[]> {
  const found: CsvRow[] = [];
  for await (const page of readRows(pieces(Buffer.from(bytes), size), delimiter)) found.push(...page);
  return found;
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('rows of CSV', () => {
  it('know the line they begin on, also after cells of several lines', async () => {
    expect(await rowsOf('a,b\r\n"one\r\ntwo",2\r\n\r\nc,"d ""e"""')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['one\r\ntwo', '2'] },
      { line: 4, cells: [''] },
      { line: 5, cells: ['c', 'd "e"'] },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('end with %j', async (end) => {
    expect(await rowsOf(['a,b', 'c,d', ''].join(end))).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['c', 'd'] },
    ]);
  });

  it('allow white space around quotation marks, but keep tabs that separate', async () => {
    expect(await rowsOf('a, "b" ,c\n')).toEqual([{ line: 1, cells: ['a', 'b', 'c'] }]);
    expect(await rowsOf('a\t\t"b"\n', 9, '\t')).toEqual([{ line: 1, cells: ['a', '', 'b'] }]);
  });

  it('lose one line, not the people below it, to a stray quotation mark', async () => {
    const rows = await rowsOf('email,name\na@x,"Ann\nb@x,Bob\nc@x,5" tall\nd@x,"Dan" D\ne@x,Eve\n');
    expect(rows.map((row) => [row.line, row.fault?.slice(0, 17) ?? row.cells.join()])).toEqual([
      [1, 'email,name'],
      [2, 'a quotation mark '],
      [3, 'b@x,Bob'],
      [4, 'a quotation mark '],
      [5, 'a quotation mark '],
      [6, 'e@x,Eve'],
    ]);
    expect(rows[1]).toMatchObject({ cells: ['a@x,"Ann'] });
  });

  it('give up on a quotation mark that swallows too much, and on a line that never ends', async () => {
    const below = Array.from({ length: 30_000 }, (_, i) => `reader${i}@example.org,x\n`).join('');
    const rows = await rowsOf(`a@x,"Ann\n${below}`);
    expect(rows).toHaveLength(30_001);
    expect(rows.filter((row) => row.fault !== undefined)).toHaveLength(1);
    const long = await rowsOf(`a,b\n${'x'.repeat(700_000)}\nc,d\n`);
    expect(long.map((row) => [row.line, row.cells.join().length, row.fault])).toEqual([
      [1, 3, undefined],
      [2, expect.any(Number), 'the line is too long to be one'],
      [3, 3, undefined],
    ]);
  });

  it('hold every line of any file once, in order, however it comes in pieces', async () => {
    const awkward = fc.constantFrom('"', '""', ',', '\n', '\r\n', '\r', ' ', 'a', '\0', '\ufeff', "'", '=1');
    const texts = fc.array(fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 40 });
    const files = fc.oneof(
      texts.map((parts) => Buffer.from(parts.join(''))),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 20 }), async (file, size) => {
        const rows = await rowsOf(file, size);
        expect(rows).toEqual(await rowsOf(file));
        let line = 1;
        for (const row of rows) {
          expect(row.line).toBe(line);
          line += 1 + (row.fault === undefined ? lineEnds(row.cells.join(',')) : 0);
        }
        const text = file.toString('latin1');
        expect(line - 1).toBe(lineEnds(text) + (/[^\r\n]$/.test(text) ? 1 : 0));
      }),
      { numRuns: 500 },
    );
  });

  it('are what Python reads', async () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '漢', '1', '=', 'b c') }),
      fc.constantFrom('', 'plain', 'two words'),
    );
    const tables = fc.sample(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), {
      numRuns: 300,
      seed: 7,
    });
    const program =
      'import csv,io,json,sys\nprint(json.dumps([list(csv.reader(io.StringIO(t,newline=""))) for t in json.load(sys.stdin)]))';
    const written = tables.map((table) => table.map((row) => row.map(quoted).join(',')).join('\n'));
    const python = spawnSync('python3', ['-c', program], { input: JSON.stringify(written) });
    if (python.error) return console.warn('skipped: there is no python3 here');
    const read = JSON.parse(python.stdout.toString()) as string[][][];
    for (const [i, text] of written.entries()) {
      expect((await rowsOf(text)).map((row) => row.cells)).toEqual(read[i]);
    }
  });
});

function lineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}
