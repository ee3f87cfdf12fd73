import { afterEach, expect, it } from 'vitest';
import { issue, type Stage, setStage, settings } from './stage.ts';

let stage: Stage;
afterEach(() => stage.strike());

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
