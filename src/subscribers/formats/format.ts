import type { Column } from '../columns.ts';
import type { Standing } from '../standing.ts';
import type { FormatName } from './names.ts';

/** How one tool writes its exports: data, and nothing that reads. All headers are plain, as `plainName` makes them. */
export interface Format {
  readonly name: FormatName;
  /** As its makers write it. */
  readonly title: string;
  /** The kinds of file it gives; the first whose marks fit is the one at hand. */
  readonly files: readonly FormatFile[];
  /** Columns that mean something of their own here; `known-columns.ts` has the others. */
  readonly columns: ReadonlyMap<string, Column>;
}

/** One kind of file. */
export interface FormatFile {
  /** What it is, behind the tool’s name: `list of people who unsubscribed`. */
  readonly what: string;
  /** Headers that it always has, and that together are its own. */
  readonly marks: readonly string[];
  /** Headers that it never has. */
  readonly lacks?: readonly string[];
  /** How its name begins, where only the name tells it from another kind. */
  readonly named?: RegExp;
  /** What it says of everybody in it. */
  readonly standing?: Standing;
  /** What somebody who imports it should know, as a sentence. */
  readonly caution?: string;
}

/** Columns by their headers. */
export function columnsBy(
  ...groups: readonly (readonly [column: Column, headers: readonly string[]])[]
): ReadonlyMap<string, Column> {
  return new Map(groups.flatMap(([column, headers]) => headers.map((header) => [header, column] as const)));
}
