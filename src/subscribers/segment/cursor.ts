import { nearest } from '../../finding/nearest.ts';
import { SegmentFault, type Token, tokens } from './tokens.ts';

/** A filter while it is read: which piece is next. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = [...tokens(text)];
  }

  get next(): Token {
    return this.#tokens[this.#next] as Token;
  }

  /** The piece behind the next one; the end, behind the end. */
  get afterNext(): Token {
    return this.#tokens[this.#next + 1] ?? this.next;
  }

  take(): Token {
    const token = this.next;
    this.#next += 1;
    return token;
  }

  isWord(...words: readonly string[]): boolean {
    return this.next.kind === 'word' && words.includes(this.next.text.toLowerCase());
  }

  isSign(sign: string): boolean {
    return this.next.kind === 'sign' && this.next.text === sign;
  }

  takeWord(word: string): boolean {
    return this.#takeIf(this.isWord(word));
  }

  takeSign(sign: string): boolean {
    return this.#takeIf(this.isSign(sign));
  }

  /** Takes a word or a text in quotation marks; `otherwise` is what is wrong where there is neither. */
  takeValue(otherwise: string): Token {
    if (this.next.kind === 'end' || this.next.kind === 'sign' || this.isWord('and', 'or', 'not')) {
      return this.fail(otherwise);
    }
    return this.take();
  }

  /** Of words that could stand here, the one that was perhaps meant. */
  nearest(known: readonly string[]): string | undefined {
    return this.next.kind === 'word' ? nearest(this.next.text, known) : undefined;
  }

  /** Here is a fault, and perhaps the word that was meant. */
  fail(fault: string, meant?: string): never {
    throw new SegmentFault(fault, this.next.at, meant);
  }

  #takeIf(wanted: boolean): boolean {
    if (wanted) this.#next += 1;
    return wanted;
  }
}
