/** A piece of a filter. */
export interface Token {
  readonly kind: 'sign' | 'word' | 'text' | 'end';
  readonly text: string;
  /** The column it stands at, from 1. */
  readonly at: number;
}

/** What is wrong with a filter, and at which column, from 1. */
export class SegmentFault extends Error {
  readonly at: number;
  /** The word that was probably meant there. */
  readonly meant: string | undefined;

  constructor(message: string, at: number, meant?: string) {
    super(message);
    this.at = at;
    this.meant = meant;
  }
}

/** Straight or curly quotation marks; a bare word ends at white space or a sign. */
const pattern =
  /\s*(?:(?<sign>!=|<=|>=|[()=,:<>])|"(?<double>(?:[^"\\]|\\.)*)"|“(?<curly>[^”]*)”|'(?<single>[^']*)'|(?<word>[^\s()=,:!<>"“”'][^\s()=,:!<>"“”]*))/uy;

/** The pieces of a filter, the last one being its end. @throws {SegmentFault} */
export function* tokens(text: string): Generator<Token> {
  pattern.lastIndex = 0;
  let end = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    yield tokenOf(match);
    end = pattern.lastIndex;
  }
  const rest = text.slice(end);
  const at = end + (rest.length - rest.trimStart().length) + 1;
  if (rest.trim() !== '') throw new SegmentFault(faultOfRest(rest.trim()), at);
  yield { kind: 'end', text: '', at: text.length + 1 };
}

function tokenOf(match: RegExpExecArray): Token {
  const { sign, double, curly, single, word } = match.groups ?? {};
  const at = match.index + match[0].search(/\S/) + 1;
  if (sign !== undefined) return { kind: 'sign', text: sign, at };
  if (word !== undefined) return { kind: 'word', text: word, at };
  return { kind: 'text', text: double?.replace(/\\(.)/gu, '$1') ?? curly ?? single ?? '', at };
}

function faultOfRest(rest: string): string {
  if (/^["“']/.test(rest)) return 'has a quotation mark that is not closed';
  return `has “${rest[0]}”, which means nothing here`;
}
