import { LineIndex, type Place } from './place.ts';

/** A stretch of a file and what is to stand there instead. */
export interface Edit {
  readonly place: Place;
  readonly text: string;
}

/** A file as it would be with some of the edits, and how many of them that were. */
export interface Edited {
  readonly text: string;
  readonly applied: number;
}

/**
 * The text with edits in their places; all of them are of this one file. Where two touch the same stretch the first
 * one counts: what is left is found again when the file is read anew.
 */
export function applyEdits(text: string, edits: readonly Edit[]): Edited {
  const index = new LineIndex(text);
  const inOrder = edits
    .map(({ place, text: instead }) => ({
      start: index.lineStart(place.line) + place.column - 1,
      end: index.lineStart(place.endLine) + place.endColumn - 1,
      instead,
    }))
    .sort((a, b) => a.start - b.start);
  let [edited, at, applied] = ['', 0, 0];
  for (const { start, end, instead } of inOrder) {
    if (start < at) continue;
    edited += text.slice(at, start) + instead;
    at = end;
    applied += 1;
  }
  return { text: edited + text.slice(at), applied };
}
