/** Which readers of a list are meant. */
export type Segment =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'is'; readonly field: string; readonly value: string }
  | { readonly kind: 'has'; readonly field: string }
  | { readonly kind: 'not'; readonly of: Segment }
  | { readonly kind: 'all'; readonly of: readonly Segment[] }
  | { readonly kind: 'any'; readonly of: readonly Segment[] };

/** What a segment looks at. */
export interface Described {
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}

/** A segment, or what is wrong at which column, from 1. */
export type ParsedSegment =
  | { readonly ok: true; readonly segment: Segment }
  | { readonly ok: false; readonly fault: string; readonly at: number };

/**
 * Reads a filter: `tag:press`, `city = Bern`, `city != "New York"`, `first_name` (has a value), joined by
 * `and` or a comma, `or`, `not` and round brackets. `not` binds closest, then `and`, then `or`.
 */
export function parseSegment(text: string): ParsedSegment {
  try {
    const parser = new Parser(text);
    return { ok: true, segment: parser.whole() };
  } catch (error) {
    if (error instanceof SegmentFault) return { ok: false, fault: error.message, at: error.at };
    throw error;
  }
}

/** Whether a reader is meant. Letters count the same in upper and lower case; `!=` is also true of no value. */
export function matches(segment: Segment, reader: Described): boolean {
  switch (segment.kind) {
    case 'tag':
      return reader.tags.some((tag) => same(tag, segment.tag));
    case 'is':
      return same(fieldValue(reader, segment.field), segment.value);
    case 'has':
      return fieldValue(reader, segment.field) !== '';
    case 'not':
      return !matches(segment.of, reader);
    case 'all':
      return segment.of.every((part) => matches(part, reader));
    case 'any':
      return segment.of.some((part) => matches(part, reader));
  }
}

function fieldValue(reader: Described, field: string): string {
  return Object.hasOwn(reader.fields, field) ? (reader.fields[field] as string) : '';
}

function same(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

class SegmentFault extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

interface Token {
  readonly kind: 'sign' | 'word' | 'text' | 'end';
  readonly text: string;
  readonly at: number;
}

/** How deep brackets and `not` may go. */
const deepest = 100;

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = [...tokens(text)];
  }

  whole(): Segment {
    if (this.#peek().kind === 'end') this.#fail('is empty; write for example tag:press');
    const segment = this.#any();
    const token = this.#peek();
    if (token.kind === 'end') return segment;
    if (token.text === ')') return this.#fail('has a closing bracket that nothing opened');
    return this.#fail(
      `has “${token.text}” where “and” or “or” should be; a value of several words goes in quotation marks`,
    );
  }

  #any(): Segment {
    const parts = [this.#all()];
    while (this.#takeWord('or')) parts.push(this.#all());
    return parts.length === 1 ? (parts[0] as Segment) : { kind: 'any', of: parts };
  }

  #all(): Segment {
    const parts = [this.#not()];
    while (this.#takeWord('and') || this.#takeSign(',')) parts.push(this.#not());
    return parts.length === 1 ? (parts[0] as Segment) : { kind: 'all', of: parts };
  }

  #not(): Segment {
    this.#depth += 1;
    if (this.#depth > deepest) this.#fail('is nested too deeply');
    const segment: Segment = this.#takeWord('not') ? { kind: 'not', of: this.#not() } : this.#single();
    this.#depth -= 1;
    return segment;
  }

  #single(): Segment {
    if (this.#takeSign('(')) return this.#bracketed();
    if (this.#isTag()) return this.#tag();
    return this.#field();
  }

  #bracketed(): Segment {
    const segment = this.#any();
    if (!this.#takeSign(')')) this.#fail('has a bracket that is not closed');
    return segment;
  }

  #isTag(): boolean {
    const [word, sign] = [this.#peek(), this.#tokens[this.#next + 1]];
    return (
      word.kind === 'word' && word.text.toLowerCase() === 'tag' && sign?.text === ':' && sign.kind === 'sign'
    );
  }

  #tag(): Segment {
    this.#next += 2;
    return { kind: 'tag', tag: this.#value('tag: needs the name of a tag') };
  }

  #field(): Segment {
    const field = this.#fieldName();
    if (this.#takeSign('=')) return { kind: 'is', field, value: this.#value('= needs a value') };
    if (!this.#takeSign('!=')) return { kind: 'has', field };
    return { kind: 'not', of: { kind: 'is', field, value: this.#value('!= needs a value') } };
  }

  #fieldName(): string {
    const token = this.#peek();
    if (token.kind !== 'word' || isKeyword(token)) {
      return this.#fail('needs tag:name, a field, or a field = value here');
    }
    if (!/^[a-z][a-z0-9_]*$/.test(token.text)) {
      return this.#fail(`has “${token.text}” where the name of a field should be, such as first_name`);
    }
    this.#next += 1;
    return token.text;
  }

  #value(otherwise: string): string {
    const token = this.#peek();
    if (token.kind === 'end' || token.kind === 'sign' || isKeyword(token)) return this.#fail(otherwise);
    this.#next += 1;
    return token.text;
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    return this.#takeIf(token.kind === 'word' && token.text.toLowerCase() === word);
  }

  #takeSign(sign: string): boolean {
    const token = this.#peek();
    return this.#takeIf(token.kind === 'sign' && token.text === sign);
  }

  #takeIf(wanted: boolean): boolean {
    if (wanted) this.#next += 1;
    return wanted;
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #fail(fault: string): never {
    throw new SegmentFault(fault, this.#peek().at);
  }
}

function isKeyword(token: Token): boolean {
  return token.kind === 'word' && /^(?:and|or|not)$/i.test(token.text);
}

/** Straight or curly quotation marks; a bare word ends at white space or a sign. */
const pattern =
  /\s*(?:(?<sign>!=|[()=,:])|"(?<double>(?:[^"\\]|\\.)*)"|“(?<curly>[^”]*)”|'(?<single>[^']*)'|(?<word>[^\s()=,:!"“”'][^\s()=,:!"“”]*))/uy;

function* tokens(text: string): Generator<Token> {
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
