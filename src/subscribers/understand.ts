import { basename } from 'node:path';
import type { ColumnMap } from './column-map.ts';
import { type Column, plainName, readColumns } from './columns.ts';
import { type CsvFile, openCsv } from './csv/file.ts';
import type { From } from './formats/names.ts';
import { type Recognised, recognise } from './formats/recognise.ts';
import { readHeader } from './header.ts';
import { type Standing, standingOfFile, worst } from './standing.ts';

/** A file, and how somebody says it is to be read. */
export interface FileRequest {
  readonly path: string;
  readonly columns?: ColumnMap | undefined;
  /** Whose export it is: `auto` otherwise, by its headers. */
  readonly from?: From | undefined;
}

/** How a file is read: what is told before anything is written. */
export interface Understanding {
  readonly encoding: CsvFile['encoding'];
  readonly delimiter: CsvFile['delimiter'];
  /** The tool whose export it is: `Mailchimp`; undefined for a table of no known tool. */
  readonly tool: string | undefined;
  /** Which of its files it is: `list of people who unsubscribed`; undefined when only somebody says it is that tool’s. */
  readonly what: string | undefined;
  /** What somebody should know who imports such a file. */
  readonly caution: string | undefined;
  readonly columns: readonly ImportedColumn[];
  /** What the file as a whole says of everybody in it, by its columns or its name. */
  readonly standing: Standing | undefined;
}

/** What a column of the file was taken for: `email`, `tags`, `field city`, `left aside` … */
export interface ImportedColumn {
  readonly header: string;
  readonly as: string;
}

/**
 * Tells how a file would be read, and about how many people it is about, reading no more than it must.
 * @throws Failure `subscribers/no-file`, `subscribers/empty`, `subscribers/no-header`,
 * `subscribers/no-email-column`, `subscribers/no-column`.
 */
export async function understandFile(
  request: FileRequest,
): Promise<Understanding & { readonly rows: number }> {
  const file = await openCsv(request.path);
  const pages = file.pages();
  try {
    const { header, above } = await readHeader(pages, request.path);
    const rows = Math.max(0, (await file.count()) - above);
    return { ...understandHeader(file, header, request).understanding, rows };
  } finally {
    await pages.return(undefined);
  }
}

/** What is understood, and the columns it is understood by. */
export interface UnderstoodHeader {
  readonly understanding: Understanding;
  readonly columns: readonly Column[];
}

/** @throws Failure `subscribers/no-email-column`, `subscribers/no-column`. */
export function understandHeader(
  { encoding, delimiter }: CsvFile,
  header: readonly string[],
  { path, columns: map, from = 'auto' }: FileRequest,
): UnderstoodHeader {
  const recognised = recognise(header.map(plainName), basename(path), from);
  const columns = readColumns(header, map, recognised?.format.columns);
  return {
    columns,
    understanding: {
      encoding,
      delimiter,
      tool: recognised?.format.title,
      what: recognised?.file?.what,
      caution: recognised?.file?.caution,
      columns: columns.map((column, i) => ({ header: header[i] ?? '', as: describeColumn(column) })),
      standing: standingOfAll(recognised, basename(path)),
    },
  };
}

/** The columns and the name may both say it; the worse is true. */
function standingOfAll(recognised: Recognised | undefined, name: string): Standing | undefined {
  const said = [recognised?.file?.standing, standingOfFile(name)].filter((one) => one !== undefined);
  return said.length === 0 ? undefined : worst(said);
}

function describeColumn(column: Column): string {
  switch (column.as) {
    case 'field':
      return `field ${column.field}`;
    case 'standing':
    case 'standing or field':
      return 'status';
    case 'consent':
    case 'consent source':
    case 'consent record':
      return 'consent';
    default:
      return column.as;
  }
}
