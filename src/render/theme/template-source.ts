import type { Finding } from '../../finding/finding.ts';
import { LineIndex, type Place } from '../../finding/place.ts';

/** A template as it was read from disk. */
export interface TemplateSource {
  /** `layout`, `blocks/quote`, `partials/footer`. */
  readonly name: string;
  /** As a person would open it. */
  readonly file: string;
  readonly text: string;
  readonly lines: LineIndex;
}

export function templateSource(name: string, file: string, text: string): TemplateSource {
  return { name, file, text, lines: new LineIndex(text) };
}

export function placeIn(source: TemplateSource, start: number, end: number): Place {
  return { file: source.file, ...source.lines.span(start, end) };
}

/** A fault of a template: all of them are errors, for half a theme renders nothing. */
export function fault(code: string, message: string, place: Place, advice?: string): Finding {
  return { code, severity: 'error', message, place, ...(advice === undefined ? {} : { advice }) };
}
