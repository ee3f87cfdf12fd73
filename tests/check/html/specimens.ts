import { htmlRules } from '../../../src/check/html/rules.ts';
import { takeApart } from '../../../src/check/specimen/specimen.ts';
import { noFiles } from '../../../src/issue/files.ts';
import { readIssue } from '../../../src/issue/read.ts';
import type { Template } from '../../../src/render/template.ts';
import { loadTheme } from '../../../src/render/theme/load-theme.ts';
import { sampleContext } from '../sample-context.ts';

const { data } = await loadTheme([]);
const read = readIssue({ file: 'issues/a.md', text: '---\ntitle: A\n---\nWords.\n' }, noFiles);

/** What the rules for HTML say of this body of a mail that is otherwise well. */
export function codesOfHtml(body: string, head = '<title>A</title>', html = 'lang="en" dir="ltr"'): string[] {
  return remarksOnHtml(`<html ${html}><head>${head}</head><body>${body}</body></html>`).map(
    ({ code }) => code,
  );
}

export function remarksOnHtml(html: string) {
  const of = (context: Template['context'], text: string): Template => ({ context, runs: [text], slots: [] });
  const rendered = {
    subject: of('header', 'A'),
    preview: of('header', ''),
    html: of('html', html),
    text: of('text', 'Words.'),
    pictures: [],
  };
  const values = { email: 'a@example.org', fields: {}, unsubscribe: 'https://news.example.org/u/x' };
  const specimen = takeApart({ read, rendered, theme: data, values });
  return htmlRules.flatMap((rule) => [...rule.find(specimen, sampleContext)]);
}
