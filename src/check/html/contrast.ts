import type { SpecimenRule } from '../rule.ts';
import { andAround, type Element, elementsBelow } from '../specimen/tree.ts';
import { contrastOf, readColour } from './colour.ts';

/** WCAG 2.2, 1.4.3: for words, and for large ones. */
const [enough, enoughForLarge] = [4.5, 3];

/** Words can be told from what is behind them. What dark mode changes is tested with the themes. */
export const contrast: SpecimenRule = {
  helps: [
    {
      code: 'html/contrast',
      severity: 'warning',
      about:
        'Words that are hardly darker or lighter than what is behind them are lost to many readers, and to all of them in the sun.',
      of: 'template',
      wrong: '<mj-text color="#aaaaaa">{{content}}</mj-text>',
      right: '<mj-text color="#595959">{{content}}</mj-text>',
    },
  ],
  *find({ tree, placeOf }) {
    const told = new Set<string>();
    for (const element of elementsBelow(tree)) {
      if (!hasWords(element) || isHidden(element)) continue;
      const [ink, paper] = [
        inherited(element, 'color') ?? '#000000',
        inherited(element, 'background-color') ?? '#ffffff',
      ];
      const ratio = contrastOf(ink, paper);
      if (ratio === undefined || ratio >= (isLarge(element) ? enoughForLarge : enough)) continue;
      const key = `${ink} ${paper}`;
      if (told.has(key)) continue;
      told.add(key);
      const place = placeOf(element);
      yield {
        code: 'html/contrast',
        message: `Words in ${ink} on ${paper} have a contrast of ${ratio.toFixed(1)}, and need ${isLarge(element) ? enoughForLarge : enough}`,
        advice: 'Choose a darker or a lighter colour, in theme.yaml or in the template.',
        ...(place ? { place } : {}),
      };
    }
  },
};

function hasWords({ children }: Element): boolean {
  return children.some((child) => typeof child === 'string' && child.trim() !== '');
}

function isHidden(element: Element): boolean {
  for (const { name, attributes } of andAround(element)) {
    if (/^(?:head|style|script|title)$/.test(name)) return true;
    if (/(?:^|;)\s*display\s*:\s*none/.test(attributes['style'] ?? '')) return true;
  }
  return false;
}

/** Of the element or the nearest one around it that has one; a background that cannot be seen through. */
function inherited(element: Element, property: 'color' | 'background-color'): string | undefined {
  for (const one of andAround(element)) {
    const said = styleOf(one, property) ?? (property === 'color' ? undefined : one.attributes['bgcolor']);
    const colour = said === undefined ? undefined : readColour(said);
    if (colour !== undefined) return colour;
  }
  return undefined;
}

function styleOf({ attributes }: Element, property: string): string | undefined {
  const style = attributes['style'] ?? '';
  const short = property === 'background-color' ? '(?:background-color|background)' : property;
  return [...style.matchAll(new RegExp(`(?:^|;)\\s*${short}\\s*:\\s*([^;]+)`, 'gi'))].at(-1)?.[1];
}

/** 24 pixels, or 18.66 of them in bold. */
function isLarge(element: Element): boolean {
  for (const one of andAround(element)) {
    const size = Number.parseFloat(styleOf(one, 'font-size') ?? '');
    if (Number.isNaN(size)) continue;
    const isBold = [...andAround(element)].some((around) =>
      /^(?:bold|[6-9]00)/.test(styleOf(around, 'font-weight')?.trim() ?? ''),
    );
    return size >= 24 || (isBold && size >= 18.66);
  }
  return false;
}
