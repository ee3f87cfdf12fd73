export type Delimiter = ',' | ';' | '\t' | '|';

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];

/** What separates the cells: the one that the first line has most often, outside quotation marks. */
export function detectDelimiter(start: string): Delimiter {
  const said = /^sep=([,;\t|])\r?\n/i.exec(start);
  if (said) return said[1] as Delimiter;
  const first = firstLine(start);
  const counts = delimiters.map((delimiter) => first.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Without what stands in quotation marks, where a line may also end. */
function firstLine(text: string): string {
  return (
    /^[^\r\n]*/.exec(
      text
        .slice(0, 20_000)
        .replace(/^\s+/, '')
        .replace(/"[^"]*"/g, ''),
    )?.[0] ?? ''
  );
}
