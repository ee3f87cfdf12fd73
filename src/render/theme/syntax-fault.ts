import type { Finding } from '../../finding/finding.ts';
import { fencesOf } from './mustaches.ts';
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
  const [, expected = ''] = /^Expecting (.*)$/m.exec(message) ?? [];
  const at = offsetOf(message, Number(line), source);
  const open = /got '(INVALID|EOF)'/.test(expected) ? unclosedBefore(at, source.text) : undefined;
  return open
    ? syntax(`${open.text} is opened here and never closed`, source, open.at)
    : syntax(wordsFor(expected), source, at);
}

function syntax(message: string, source: TemplateSource, at: number): Finding {
  return fault(
    'template/syntax',
    message,
    placeIn(source, at, at + 1),
    'Look for a {{ that is not closed, or a {{#…}} without its {{/…}}.',
  );
}

function wordsFor(expected: string): string {
  if (/got 'INVALID'/.test(expected)) return 'This is not something that may stand between {{ and }}';
  if (/got 'OPEN_ENDBLOCK'/.test(expected)) return 'This {{/…}} closes nothing';
  return 'Handlebars did not expect this here';
}

/** The `{{` or the {{#…}} block that is still open where Handlebars gave up. */
function unclosedBefore(
  at: number,
  text: string,
): { readonly text: string; readonly at: number } | undefined {
  const mustache = text.lastIndexOf('{{', at);
  const lineEnd = text.indexOf('\n', mustache);
  const line = text.slice(mustache, lineEnd < 0 ? text.length : lineEnd);
  if (mustache >= 0 && !line.includes('}}')) return { text: line.trimEnd(), at: mustache };
  if (at < text.trimEnd().length) return undefined;
  const open: number[] = [];
  for (const { kind, start } of fencesOf(text)) {
    if (kind === 'begin') open.push(start);
    if (kind === 'end') open.pop();
  }
  const last = open.at(-1);
  return last === undefined ? undefined : { text: text.slice(last, text.indexOf('}}', last) + 2), at: last };
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
    if (found >= 0) return pastBlanks(source.text, start + found + read.length - from);
  }
  return start + inLine.length - inLine.trimStart().length;
}

function pastBlanks(text: string, at: number): number {
  return at + /^[ \t]*/.exec(text.slice(at))![0].length;
}
