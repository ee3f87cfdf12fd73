import { Parser } from 'htmlparser2';

/** An element of a mail's HTML. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: Element | undefined;
  readonly children: readonly (Element | string)[];
}

interface Open extends Element {
  readonly children: (Element | string)[];
}

const voidTags = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** The HTML as a tree below an element without a name. Comments, those for Outlook among them, are left out. */
export function readTree(html: string): Element {
  const root: Open = { name: '', attributes: {}, parent: undefined, children: [] };
  let current = root;
  const parser = new Parser({
    onopentag(name, attributes) {
      const element: Open = { name, attributes, parent: current, children: [] };
      current.children.push(element);
      if (!voidTags.has(name)) current = element;
    },
    onclosetag(name) {
      if (!voidTags.has(name)) current = (current.parent as Open | undefined) ?? root;
    },
    ontext(text) {
      current.children.push(text);
    },
  });
  parser.end(html);
  return root;
}

/** All elements below one, in the order of the document. */
export function* elementsBelow(element: Element): Generator<Element> {
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    yield child;
    yield* elementsBelow(child);
  }
}

/** All that stands in an element, one after the other, what is hidden too. */
export function textOf(element: Element): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** The element itself and those around it, from inside out. */
export function* andAround(element: Element): Generator<Element> {
  for (let one: Element | undefined = element; one; one = one.parent) yield one;
}
