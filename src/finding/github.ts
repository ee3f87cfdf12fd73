import type { Finding, Severity } from './finding.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' };

/**
 * A finding as GitHub’s runner shows it beside the line it is about (GitHub, “Workflow commands for GitHub Actions”).
 * Line ends, and in properties `:` and `,`, are percent-encoded.
 */
export function githubAnnotation({ severity, code, message, advice, place }: Finding): string {
  const { file, line, column, endLine, endColumn } = place ?? {};
  const properties = { file, line, col: column, endLine, endColumn, title: code };
  const given = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encoded(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`);
  const words = advice === undefined ? message : `${message}\n${advice}`;
  return `::${commands[severity]} ${given.join(',')}::${encoded(words)}`;
}

function encoded(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
