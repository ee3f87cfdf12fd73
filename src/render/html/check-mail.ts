import { Parser } from 'htmlparser2';
import { Failure } from '../../finding/failure.ts';
import type { Finding } from '../../finding/finding.ts';
import { footerOf } from '../footer.ts';
import { lineOf, type Rendition } from '../rendition.ts';
import { fault } from '../theme/template-source.ts';
import type { Theme } from '../theme/theme.ts';

/** What a reader can see and follow in a mail, and where the marks of slots stand. */
interface Seen {
  readonly links: Set<string>;
  text: string;
  /** Marks where a reader's value could become markup or style. */
  readonly misplaced: string[];
}

/** One open element: what of it is inherited. */
interface Level {
  readonly name: string;
  readonly hidden: boolean;
  readonly tiny: boolean;
  /** The link it stands in. */
  readonly href: string | undefined;
}

const voidTags = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const outermost: Level = { name: '', hidden: false, tiny: false, href: undefined };

/**
 * Whatever a newsletter's templates do, its mails hold the unsubscribe, forward and subscribe links, the postal
 * address and whom they went to, all of it visible; and no slot stands where a value could break out of it. Where
 * there is no page to forward from, the sentence that asks to forward is what has to be seen.
 */
export function checkMail(html: string, rendition: Rendition, theme: Theme): void {
  const seen = look(html, rendition);
  const findings = [...omissions(seen, rendition, theme), ...misplacements(seen, theme)];
  const [first] = findings;
  if (!first) return;
  const message =
    first.code === 'template/slot-place'
      ? 'The theme puts something that differs by reader where it may not stand.'
      : 'The theme leaves out something that every mail has to have.';
  throw new Failure('issue', first.code, message, {
    findings,
    undone: 'Nothing was rendered.',
  });
}

function omissions(seen: Seen, rendition: Rendition, theme: Theme): Finding[] {
  const footer = footerOf(rendition);
  const { unsubscribe, forward, subscribe } = footer.links;
  const forwardWords = lineOf(footer.forward, rendition);
  const linked = (url: string) => seen.links.has(url);
  const shown = (words: string) => squash(seen.text).includes(squash(words));
  const needed = [
    ['unsubscribe', 'no link to unsubscribe', 'footer.unsubscribe.url', linked(unsubscribe.url)],
    forward
      ? ['forward', 'no link to forward the issue', 'footer.forward.url', linked(forward.url)]
      : ['forward', 'no word about forwarding it', 'footer.forwardSentence', shown(forwardWords)],
    ['subscribe', 'no link to subscribe', 'footer.subscribe.url', linked(subscribe.url)],
    ['address', 'no postal address', 'footer.postalAddress', shown(footer.postalAddress)],
    ['recipient', 'nothing about whom it was sent to', 'footer.sentTo', shown(footer.sentTo)],
  ] as const;
  return needed
    .filter(([, , , there]) => !there)
    .map(([code, what, variable]) =>
      omission(
        theme,
        `template/no-${code}`,
        `The mail shows ${what}`,
        `Put {{${variable}}} where readers see it.`,
      ),
    );
}

function misplacements({ misplaced }: Seen, theme: Theme): Finding[] {
  if (misplaced.length === 0) return [];
  const message = 'What differs by reader may stand in words and in quoted attributes only';
  const advice = `It stands in ${misplaced.join(', ')}.`;
  return [omission({ ...theme, footerFile: theme.layoutFile }, 'template/slot-place', message, advice)];
}

function omission({ footerFile }: Theme, code: string, message: string, advice: string): Finding {
  return fault(code, message, { file: footerFile, line: 1, column: 1, endLine: 1, endColumn: 2 }, advice);
}

function look(html: string, { slots }: Rendition): Seen {
  const seen: Seen = { links: new Set(), text: '', misplaced: [] };
  const levels: Level[] = [outermost];
  const holdsSlot = (text: string) => slots.replace(text, () => '') !== text;
  let attributes: [string, string][] = [];
  const parser = new Parser(
    {
      onattribute(name, value, quote) {
        attributes.push([name, value]);
        if (!quote && holdsSlot(value)) seen.misplaced.push(`the unquoted attribute ${name}`);
        if (/^(style|on)/.test(name) && holdsSlot(value)) seen.misplaced.push(`the attribute ${name}`);
        if (holdsSlot(name)) seen.misplaced.push('the name of an attribute');
      },
      onopentag(name) {
        const level = below(levels.at(-1)!, name, Object.fromEntries(attributes));
        attributes = [];
        if (!voidTags.has(name)) levels.push(level);
      },
      onclosetag(name) {
        if (!voidTags.has(name)) levels.pop();
      },
      ontext(text) {
        const level = levels.at(-1)!;
        if (/^(style|script)$/.test(level.name) && holdsSlot(text)) seen.misplaced.push(`<${level.name}>`);
        if (level.hidden || level.tiny) return;
        seen.text += text;
        if (level.href !== undefined && text.trim() !== '') seen.links.add(level.href);
      },
      oncomment(text) {
        if (holdsSlot(text)) seen.misplaced.push('a comment');
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return seen;
}

function below(parent: Level, name: string, attributes: Readonly<Record<string, string>>): Level {
  const style = attributes['style'] ?? '';
  const gone =
    /^(head|style|script|title|template|noscript)$/.test(name) ||
    'hidden' in attributes ||
    /(?:^|[;\s])(display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d]))/i.test(style);
  const size = /(?:^|[;\s])font-size\s*:\s*([\d.]+)/i.exec(style);
  return {
    name,
    hidden: parent.hidden || gone,
    tiny: size ? Number(size[1]) === 0 : parent.tiny,
    href: name === 'a' ? attributes['href'] : parent.href,
  };
}

function squash(text: string): string {
  return text.replace(/\s+/g, '');
}
