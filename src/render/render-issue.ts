import type { Issue } from '../issue/issue.ts';
import { checkMail } from './html/check-mail.ts';
import { type ConvertMjml, convertMjml } from './html/convert.ts';
import { mjmlToHtml } from './html/html-part.ts';
import { pageMjml } from './html/page.ts';
import { startRendition } from './rendition.ts';
import type { Audience, RenderSetting } from './setting.ts';
import { previewOf, subjectOf } from './subject.ts';
import type { RenderedIssue } from './template.ts';
import { textPart } from './text/text-part.ts';
import type { Theme } from './theme/theme.ts';

/**
 * An issue as subject, preview, HTML and text, with slots still open. The same arguments give the same bytes,
 * wherever MJML is converted.
 * Fails with `template/…` where a template is at fault, `template/no-unsubscribe` and its like
 * where the theme leaves out what every mail has to hold.
 */
export async function renderIssue(
  issue: Issue,
  theme: Theme,
  setting: RenderSetting,
  audience: Audience,
  convert: ConvertMjml = convertMjml,
): Promise<RenderedIssue> {
  const rendition = startRendition(issue, theme, setting);
  const html = await mjmlToHtml(pageMjml(rendition, theme, audience), theme, convert);
  checkMail(html, rendition, theme);
  const { slots, pictures } = rendition;
  return {
    subject: subjectOf(rendition),
    preview: previewOf(rendition),
    html: slots.split('html', html),
    text: slots.split('text', textPart(rendition, audience)),
    pictures: pictures.embedded(),
  };
}
