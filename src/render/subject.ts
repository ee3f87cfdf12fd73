import { withoutControls } from './escape.ts';
import { lineOf, type Rendition } from './rendition.ts';
import type { Template } from './template.ts';

/** The subject: the issue's own, or the newsletter's pattern filled in. */
export function subjectOf(rendition: Rendition): Template {
  const { issue, slots } = rendition;
  const line = issue.subject === undefined ? fromPattern(rendition) : lineOf(issue.subject, rendition);
  return slots.split('header', oneLine(line));
}

/** The words an inbox shows behind the subject. */
export function previewOf(rendition: Rendition): Template {
  return rendition.slots.split('text', oneLine(lineOf(rendition.issue.preview ?? [], rendition)));
}

function fromPattern({ setting, issue, date }: Rendition): string {
  return fillPattern(setting.subject, { name: setting.name, title: issue.title, date: date ?? '' });
}

/** `{name}` and its like replaced by what `values` holds; other braces stay as they are. */
export function fillPattern(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{([a-z]+)\}/g, (whole, name) =>
    Object.hasOwn(values, name) ? values[name]! : whole,
  );
}

export function oneLine(text: string): string {
  return withoutControls(text).replace(/ +/g, ' ').trim();
}
