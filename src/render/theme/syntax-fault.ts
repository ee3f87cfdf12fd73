import type { Finding } from '../../finding/finding.ts';
import { fault, placeIn, type TemplateSource } from './template-source.ts';

/**
 * A syntax error of Handlebars with its place. Its parser gives a line and an excerpt with a caret below,
 * its other errors a line and a column.
 */
export function syntaxFault(error: unknown, source: TemplateSource): Finding {
  const { message, lineNumber, column } = error as { message: string; lineNumber?: number; column?: number };
  if (lineNumber !== undefined) {
    const at = source.lines.lineStart(lineNumber) + (column ?? 0);
    return syntax(message.replace(/ - \d+:\d+$/, ''), source, at);
  }
  const [, line = '1'] = /on line (\d+)/.exec(message) ?? [];
  const [, expected] = /^Expecting (.*)$/m.exec(message) ?? [];
  return syntax(wordsFor(expected), source, offsetOf(message, Number(line), source));
}

function syntax(message: string, source: TemplateSource, at: number): Finding {
  return fault(
    'template/syntax',
    message,
    placeIn(source, at, at + 1),
    'Look for a {{ that is not closed, or a {{#…}} without its {{/…}}.',
  );
}

function wordsFor(expected: string | undefined): string {
  if (expected === undefined) return 'Handlebars cannot read this';
  if (/got 'EOF'/.test(expected)) return 'The template ends before a {{#…}} or {{ is closed';
  if (/got 'INVALID'/.test(expected)) return 'This is not something that may stand between {{ and }}';
  if (/got 'OPEN_ENDBLOCK'/.test(expected)) return 'This {{/…}} closes nothing';
  return 'Handlebars did not expect this here';
}

/** The excerpt ends at the caret with the last characters that were read; they are looked up in the source. */
function offsetOf(message: string, line: number, source: TemplateSource): number {
  const [, excerpt = '', ruler = ''] = message.split('\n');
  const read = excerpt.slice(0, ruler.indexOf('^')).replace(/^\.\.\./, '');
  const start = source.lines.lineStart(line);
  const end = source.lines.lineStart(line + 1);
  const inLine = source.text.slice(start, end);
  for (let from = 0; from < read.length; from += 1) {
    const found = inLine.indexOf(read.slice(from));
    if (found >= 0) return start + found + read.length - from;
  }
  return start + inLine.length - inLine.trimStart().length;
}
