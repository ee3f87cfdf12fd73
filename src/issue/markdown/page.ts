import type { Definition, FootnoteDefinition, Nodes, Root } from 'mdast';
import type { Finding, Severity } from '../../finding/finding.ts';
import { LineIndex, type Place } from '../../finding/place.ts';
import type { Places } from '../places.ts';
import type { Source } from '../read-issue.ts';
import { Notes } from './notes.ts';

type Range = readonly [start: number, end: number];

/** A Markdown file while it is being read: its text, what is known of it so far, what is wrong with it. */
export class Page {
  readonly source: Source;
  readonly places: Places;
  readonly findings: Finding[] = [];
  readonly #definitions = new Map<string, Definition>();
  readonly #footnotes = new Map<string, FootnoteDefinition>();
  readonly #notes: Notes;
  readonly #index: LineIndex;
  /** Lines that were meant to open a directive; each leaves a close behind that closes nothing. */
  malformedOpenings = 0;
  /** Set while words are read that do not stand in the source as they are: all of them stand here. */
  #standIn: Range | undefined;

  constructor(source: Source, places: Places, root: Root, notes = new Notes()) {
    this.#notes = notes;
    this.source = source;
    this.places = places;
    this.#index = new LineIndex(source.text);
    this.#enter(root);
  }

  /** The definition of a reference; the first of several wins (CommonMark 4.7). */
  definition(identifier: string): Definition | undefined {
    return this.#definitions.get(identifier);
  }

  /** The labels that references may name. */
  get labels(): string[] {
    return [...this.#definitions.values()].map((definition) => definition.label ?? definition.identifier);
  }

  /** The number of the note that a mark points at, counted from 1 through the whole issue. */
  noteNumber(identifier: string): number | undefined {
    const definition = this.#footnotes.get(identifier);
    return definition && this.#notes.number(this, definition);
  }

  /** Reads `root`, which was made from the words of `node`: every fault in it stands where `node` does. */
  standingAt<T>(node: Nodes, root: Root, read: () => T): T {
    const outer = this.#standIn;
    this.#standIn = this.range(node);
    this.#enter(root);
    try {
      return read();
    } finally {
      this.#standIn = outer;
    }
  }

  /** The page of a file that this one includes: its places and its notes belong to the same issue. */
  included(source: Source, root: Root): Page {
    return new Page(source, this.places, root, this.#notes);
  }

  /** Start and end of a node as offsets into the file. */
  range(node: Nodes): Range {
    return this.#standIn ?? [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
  }

  /** The source of a node as the writer typed it; empty where it does not stand in the file as it is. */
  raw(node: Nodes): string {
    return this.#standIn ? '' : this.source.text.slice(...this.range(node));
  }

  placeOf(node: Nodes): Place {
    return this.place(...this.range(node));
  }

  /** A place by offsets into the file. */
  place(start: number, end: number): Place {
    return { file: this.source.file, ...this.#index.span(start, end) };
  }

  /** The place of the first line of a node, for faults of a whole block. */
  firstLineOf(node: Nodes): Place {
    const [start, end] = this.range(node);
    const newline = this.source.text.slice(start, end).search(/\r?\n/);
    return this.place(start, newline < 0 ? end : start + newline);
  }

  /** The place of the first `part` in a node's source, or of the node's first line where it does not stand there so. */
  firstOf(node: Nodes, part: string): Place {
    const at = this.raw(node).indexOf(part);
    if (at < 0) return this.firstLineOf(node);
    const start = this.range(node)[0] + at;
    return this.place(start, start + part.length);
  }

  /** The place of the last `part` in a node's source, or the node's own where it does not stand there so. */
  lastOf(node: Nodes, part: string): Place {
    const at = part === '' ? -1 : this.raw(node).lastIndexOf(part);
    if (at < 0) return this.placeOf(node);
    const start = this.range(node)[0] + at;
    return this.place(start, start + part.length);
  }

  /** The offset of the `[` that the `]` at `close` closes, or of the `]` itself where there is none. */
  openingBracket(close: number): number {
    let depth = 0;
    for (let i = close - 1; i >= 0 && !this.source.text.startsWith('\n\n', i); i -= 1) {
      const char = this.source.text[i];
      if (this.source.text[i - 1] === '\\') continue;
      if (char === ']') depth += 1;
      if (char === '[' && depth === 0) return i;
      if (char === '[') depth -= 1;
    }
    return close;
  }

  report(severity: Severity, code: string, message: string, place: Place, advice: string): void {
    this.findings.push({ code, severity, message, place, advice });
  }

  /** Takes up a tree: what its references may name, and whether it could be read at all. */
  #enter(root: Root): void {
    this.#collect(root);
    const at = root.data?.tooDeepAt;
    if (at === undefined) return;
    this.report(
      'error',
      'markdown/too-deep',
      'Quotes, lists, brackets or marks stand too deep inside each other from here on',
      this.#standIn ? this.place(...this.#standIn) : this.place(at, at + 1),
      'Close what is open, or take marks away; what cannot be told apart is read as plain words.',
    );
  }

  #collect(node: Nodes): void {
    if (node.type === 'definition') keepFirst(this.#definitions, node.identifier, node);
    if (node.type === 'footnoteDefinition') keepFirst(this.#footnotes, node.identifier, node);
    if ('children' in node) for (const child of node.children) this.#collect(child);
  }
}

function keepFirst<V>(map: Map<string, V>, key: string, value: V): void {
  if (!map.has(key)) map.set(key, value);
}
