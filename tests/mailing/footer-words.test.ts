import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import { loadWords } from '../../src/words/words.ts';
import { issue, type Stage, setStage, settings } from './stage.ts';

let stage: Stage;
afterEach(() => stage?.strike());

it('the words of a theme follow the language, unless they are the newsletter’s own', async () => {
  stage = setStage({ readers: [] });
  stage.write('newsletter.yaml', `${settings}lang: de\n`);
  const { out } = await stage.run('render', 'hello', '--text');
  expect(out).toContain('Gesendet an');
  expect(out).toContain('Im Web lesen');
  expect(out).not.toMatch(/Sent to|Read it|Unsubscribe|Forward this/);
  mkdirSync(join(stage.folder, 'templates'));
  stage.write('templates/theme.yaml', 'words: { webCopy: Guck mal }\n');
  const own = (await stage.run('render', 'hello', '--html')).out;
  expect(own).toContain('Guck mal');
  expect(own).toContain('Gesendet an');
});

it('the English words are those of the built-in theme', async () => {
  const { data } = await loadTheme([]);
  expect((await loadWords('en')).words.theme).toEqual(data.words);
});

it.each([
  ['', '', 'Please feel free to unsubscribe'],
  ['lang: de\n', '', 'abbestellen'],
  ['lang: es-AR\n', '', 'darte de baja'],
  ['lang: ar\n', '', 'إلغاء الاشتراك'],
  ['lang: fr\n', '', 'Please feel free to unsubscribe'],
  ['lang: de\n', 'lang: es\n', 'darte de baja'],
  ['lang: de\nfooter: { unsubscribe: "Servus, [raus]." }\n', '', 'Servus, raus'],
])('the sentences under an issue speak its language: %j %j', async (more, own, words) => {
  stage = setStage({ readers: [] });
  stage.write('newsletter.yaml', settings + more);
  stage.write('issues/hello.md', issue.replace('---\n', `---\n${own}`));
  const { out, code } = await stage.run('render', 'hello', '--text');
  expect(code).toBe(0);
  expect(out.replace(/\s*\[\d+\]|\s+/g, ' ').replace(/\s+/g, ' ')).toContain(words);
});
