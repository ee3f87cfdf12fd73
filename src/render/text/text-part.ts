import { headingLevels } from '../audience.ts';
import { withoutControls } from '../escape.ts';
import { type Footer, type FooterLink, footerOf } from '../footer.ts';
import { lineOf, type Rendition } from '../rendition.ts';
import type { Audience } from '../setting.ts';
import { blocksLines, underlined } from './blocks-text.ts';
import { apart, paragraphLines } from './flow-text.ts';
import { LinkNumbers } from './link-numbers.ts';
import { lineWidth, measureFor, type TextPress } from './press.ts';

/** The issue for people who read text, slots still as marks: written from its blocks, never from the HTML. */
export function textPart(rendition: Rendition, audience: Audience): string {
  const levels = headingLevels(audience, rendition.issue.blocks);
  const press = { rendition, audience, links: new LinkNumbers(), levels, measure: measureFor(rendition) };
  const lines = apart([masthead(press), blocksLines(rendition.issue.blocks, press), footerLines(press)]);
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function masthead(press: TextPress): string[] {
  const { issue, setting, date } = press.rendition;
  const title = underlined(withoutControls(issue.title), '=', lineWidth, press);
  const from = [setting.name, date].filter((words) => words !== undefined).join(' · ');
  return [...title, ...paragraphLines(withoutControls(from), lineWidth, press)];
}

function footerLines(press: TextPress): string[] {
  const { rendition } = press;
  const footer = footerOf(rendition);
  const { unsubscribe, forward, subscribe, webCopy } = footer.links;
  const sentence = (words: Footer['forward']) =>
    paragraphLines(withoutControls(lineOf(words, rendition)), lineWidth, press);
  return apart([
    ['', '-'.repeat(lineWidth)],
    sentence(footer.unsubscribe),
    onItsOwn(unsubscribe),
    sentence(footer.forward),
    onItsOwn(forward),
    onItsOwn(subscribe),
    onItsOwn(webCopy),
    [...addressLines(footer.postalAddress, press), ...paragraphLines(footer.sentTo, lineWidth, press)],
  ]);
}

/** An address below its label: nothing else on its line, so that every mail program finds its end. */
function onItsOwn(link: FooterLink | undefined): string[] {
  return link ? [`${link.label}:`, link.url] : [];
}

function addressLines(address: string, press: TextPress): string[] {
  const lines = address.split('\n').map((line) => withoutControls(line).trim());
  return [press.rendition.setting.name, ...lines].flatMap((line) => paragraphLines(line, lineWidth, press));
}
