/** What EHLO announces, and what may be said because of it. */
export class Offers {
  readonly #lines: ReadonlyMap<string, string>;

  constructor(extensions: readonly string[]) {
    this.#lines = new Map(extensions.map((line) => [line.split(/[ =]/, 1)[0]?.toUpperCase() ?? '', line]));
  }

  has(keyword: string): boolean {
    return this.#lines.has(keyword);
  }

  get announcement(): string {
    const lines = ['script.example', ...this.#lines.values()];
    return lines.map((line, i) => `250${i === lines.length - 1 ? ' ' : '-'}${line}`).join('\n');
  }

  /** Whether so many bytes are more than SIZE allows (RFC 1870). */
  isTooLarge(bytes: number): boolean {
    const most = Number(this.#lines.get('SIZE')?.split(' ')[1] ?? 0);
    return most > 0 && bytes > most;
  }

  /** The first parameter of a MAIL command that is not offered. */
  strangeParameter(line: string): string | undefined {
    const parameters = line.replace(/^[^>]*>/, '').split(' ');
    return parameters.find((parameter) => parameter !== '' && !this.#takes(parameter));
  }

  #takes(parameter: string): boolean {
    const [name = '', value = ''] = parameter.toUpperCase().split('=');
    return this.has(name === 'BODY' ? value.replace('7BIT', '8BITMIME') : name);
  }
}
