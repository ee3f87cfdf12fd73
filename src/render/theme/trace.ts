import type { Finding } from '../../finding/finding.ts';
import type { Place } from '../../finding/place.ts';
import { imbalances } from './balance.ts';
import { imbalanceFault } from './check-tags.ts';
import { withoutMustaches } from './mustaches.ts';
import { scanTags } from './tags.ts';
import { placeIn, type TemplateSource } from './template-source.ts';

/**
 * Tells which template wrote a tag of the composed MJML: each tag of a template is given a mark in front,
 * which holds control characters that no escaped content can hold, and which is taken out after composing.
 */
export class Trace {
  readonly #written: { readonly name: string; readonly place: Place }[] = [];

  /** The template with a mark before each of its tags. */
  marked(source: TemplateSource): string {
    let marked = '';
    let from = 0;
    for (const tag of scanTags(withoutMustaches(source.text))) {
      const number = this.#written.push({ name: tag.name, place: placeIn(source, tag.start, tag.end) }) - 1;
      marked += `${source.text.slice(from, tag.start)}\u0001${number}\u0002`;
      from = tag.start;
    }
    return marked + source.text.slice(from);
  }

  /** Composed MJML without marks, with each `mj-` tag on a line of its own, and what wrote its tags. */
  unmarked(composed: string): ComposedMjml {
    const places = new Map<number, Place>();
    let text = '';
    let from = 0;
    for (const match of composed.matchAll(/\u0001(\d+)\u0002/g)) {
      text += composed.slice(from, match.index);
      from = match.index + match[0].length;
      const written = this.#written[Number(match[1])]!;
      if (composed.startsWith('<mj', from) && !text.endsWith('\n')) text += '\n';
      places.set(text.length, written.place);
    }
    return new ComposedMjml(text + composed.slice(from), places);
  }
}

export class ComposedMjml {
  readonly text: string;
  readonly #places: ReadonlyMap<number, Place>;

  constructor(text: string, places: ReadonlyMap<number, Place>) {
    this.text = text;
    this.#places = places;
  }

  /** Tags without a partner, each at the template that wrote it. */
  imbalances(): Finding[] {
    return imbalances(scanTags(this.text)).flatMap((imbalance) => {
      const place = this.#placeBefore(imbalance.tag.start, '<');
      return place ? [imbalanceFault(imbalance, place)] : [];
    });
  }

  /** The place of the tag that begins on a 1-based line, or of the last one before it. */
  placeOfLine(line: number): Place | undefined {
    return this.#placeBefore(this.#lineEnd(line), '<mj');
  }

  /** The last place at or before an offset where a template wrote a tag beginning like this. */
  #placeBefore(end: number, beginning: string): Place | undefined {
    let found: Place | undefined;
    for (const [offset, place] of this.#places) {
      if (offset > end) break;
      if (this.text.startsWith(beginning, offset)) found = place;
    }
    return found;
  }

  #lineEnd(line: number): number {
    let end = -1;
    for (let i = 0; i < line; i += 1) {
      end = this.text.indexOf('\n', end + 1);
      if (end < 0) return this.text.length;
    }
    return end;
  }
}
