import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/finding/failure.ts';
import { renderIssue } from '../../src/render/render-issue.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import { kitchenSink, setting } from './sample-issues.ts';

/** One folder a fault: a newsletter's own templates, and `expected.txt` with what is said about them. */
const folder = fileURLToPath(new URL('faults', import.meta.url));

describe('a fault in a template', () => {
  it.each(readdirSync(folder))('%s is reported with its file, line and column', async (name) => {
    const said = await faultsOf(`${folder}/${name}`);
    await expect(said).toMatchFileSnapshot(`${folder}/${name}/expected.txt`);
  });

  it('is said once, however often a template is used', () => {
    const lines = readFileSync(`${folder}/unknown-variable-in-partial/expected.txt`, 'utf8');
    expect(lines.match(/^\S+:\d+.*unknown-variable/gm)).toHaveLength(1);
  });
});

async function faultsOf(templates: string): Promise<string> {
  try {
    const theme = await loadTheme([templates]);
    await renderIssue(kitchenSink, theme, setting, { segments: new Set(['press']) });
    return 'nothing\n';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const lines = error.findings.map(({ place, code, message, advice }) => {
      const at = `${relative(templates, place!.file)}:${place!.line}:${place!.column}-${place!.endLine}:${place!.endColumn}`;
      return `${at}  ${code}\n  ${message}\n  = ${advice ?? ''}`;
    });
    return `${error.kind} ${error.code}: ${error.message} ${error.undone}\n${lines.join('\n')}\n`;
  }
}
