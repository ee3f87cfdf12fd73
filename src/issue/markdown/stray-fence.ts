import type { Paragraph } from 'mdast';
import type { Page } from './page.ts';

/** Lines of a paragraph that were meant as directives and are none: a reader would see their colons. */
export function reportStrayFences(page: Page, node: Paragraph): void {
  const [start] = page.range(node);
  for (const match of page.raw(node).matchAll(/^[ \t]*(:{2,})[ \t]*([A-Za-z][\w-]*|(?=\r?$))(.*)$/gm)) {
    const [line, colons = '', name = ''] = match;
    const at = start + match.index + (line.length - line.trimStart().length);
    const place = page.place(at, start + match.index + line.trimEnd().length);
    if (name === '' && colons.length >= 3) {
      if (page.malformedOpenings > 0) {
        page.malformedOpenings -= 1;
        continue;
      }
      page.report(
        'error',
        'directive/stray-close',
        'This ::: closes nothing',
        place,
        'Take it out; where it is to close a block around another, both its ends need more colons: ::::callout … ::::.',
      );
    } else if (name !== '') {
      if (colons.length >= 3) page.malformedOpenings += 1;
      page.report(
        'error',
        'directive/malformed',
        'This line is not a directive as it stands, and would be read as text',
        place,
        `Write ${colons.length > 2 ? ':::' : '::'}${name}${colons.length > 2 ? '' : '[…]'}{key="value"}, with straight quotes around every value, on a line of its own.`,
      );
    }
  }
}
