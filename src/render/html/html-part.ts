import type { Finding } from '../../finding/finding.ts';
import { themeFailure } from '../theme/load-theme.ts';
import { fault } from '../theme/template-source.ts';
import type { Theme } from '../theme/theme.ts';
import type { ComposedMjml } from '../theme/trace.ts';
import type { Conversion, ConvertMjml } from './convert.ts';

/** Composed MJML, trace marks and all, as HTML. Fails with the templates' places where they are at fault. */
export async function mjmlToHtml(composed: string, theme: Theme, convert: ConvertMjml): Promise<string> {
  const mjml = theme.trace.unmarked(composed);
  const unbalanced = mjml.imbalances();
  if (unbalanced.length > 0) throw themeFailure(unbalanced);
  const conversion = await convert(mjml.text);
  if (!conversion.ok) throw themeFailure(mjmlFindings(conversion, mjml, theme));
  return squeezed(conversion.html);
}

function mjmlFindings(
  { faults, message }: Extract<Conversion, { ok: false }>,
  mjml: ComposedMjml,
  { layoutFile }: Theme,
): Finding[] {
  const start = { file: layoutFile, line: 1, column: 1, endLine: 1, endColumn: 2 };
  if (faults.length === 0) return [fault('template/mjml', message, start)];
  return faults.map((one) =>
    fault(
      'template/mjml',
      `<${one.tagName}>: ${one.message.trim()}`,
      mjml.placeOfLine(one.line) ?? start,
      'This is a rule of MJML: documentation.mjml.io says what each tag takes.',
    ),
  );
}

/**
 * Without indentation and the blanks in styles, a third of what MJML writes: Gmail cuts a mail at 102,400 bytes.
 * Code keeps its lines as character references; escaped words hold no quotation mark, so no `style="`.
 */
function squeezed(html: string): string {
  const lines = html.trim().replace(/\s*\n\s*/g, '\n');
  return `${lines.replace(/ style="([^"]*)"/g, (_, style) => ` style="${squeezedStyle(style)}"`)}\n`;
}

function squeezedStyle(style: string): string {
  return style
    .trim()
    .replace(/\s*([:;])\s*/g, '$1')
    .replace(/;$/, '');
}
