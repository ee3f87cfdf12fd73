import fc from 'fast-check';
import { readCell } from '../../src/subscribers/csv/cell.ts';

/** Texts as the store keeps them: on one line, with no white space at the ends; many of them awkward. */
export const kept = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '"', ',', ';', ' ', 'a') }),
  )
  .map((text) => readCell(readCell(text)));
