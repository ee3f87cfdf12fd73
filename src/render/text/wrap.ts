import { breakable } from './width.ts';

/** Columns that text takes as a reader will see it, its slots as what stands in them when nothing else does. */
export type Measure = (text: string) => number;

/** A space at which a line may not be broken; it is written as a plain space. */
export const glue = '\u0003';

/** Lines of at most `width` columns; a word that is longer, such as an address, has a line of its own. */
export function wrap(text: string, width: number, measure: Measure): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width, measure));
}

function wrapLine(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { piece, space } of piecesOf(text)) {
    const room = measure(unglued(piece));
    const gap = space && line !== '' ? 1 : 0;
    if (line !== '' && used + gap + room > width) {
      lines.push(line);
      line = piece;
      used = room;
    } else {
      line += (gap ? ' ' : '') + piece;
      used += gap + room;
    }
  }
  return [...lines, line].map(unglued);
}

export function unglued(text: string): string {
  return text.replaceAll(glue, ' ');
}

function piecesOf(text: string): { readonly piece: string; readonly space: boolean }[] {
  const words = text.split(/ +/).filter((word) => word !== '');
  return words.flatMap((word) => {
    const pieces = /:\/\//.test(word) ? [word] : breakable(word);
    return pieces.map((piece, index) => ({ piece, space: index === 0 }));
  });
}

/** Lines with something in front: `first` before the first one, `rest` before the others. */
export function hang(lines: readonly string[], first: string, rest: string): string[] {
  return lines.map((line, index) => (index === 0 ? first : rest) + line);
}
