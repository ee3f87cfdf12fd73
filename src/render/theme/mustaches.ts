/** A `{{…}}` of a template that begins, divides or ends a block, by its offset. */
export interface Fence {
  readonly kind: 'begin' | 'else' | 'end';
  readonly start: number;
}

const mustache = /\{\{!--[\s\S]*?--~?\}\}|\{\{\{[\s\S]*?\}\}\}|\{\{[\s\S]*?\}\}/g;

/** The template's own text, each `{{…}}` blanked out so that offsets and lines stay. */
export function withoutMustaches(text: string): string {
  return text.replace(mustache, (found) => found.replace(/[^\n\r]/g, ' '));
}

export function fencesOf(text: string): Fence[] {
  return [...text.matchAll(mustache)].flatMap((match) => {
    const kind = fenceKind(match[0]);
    return kind === undefined ? [] : [{ kind, start: match.index }];
  });
}

function fenceKind(text: string): Fence['kind'] | undefined {
  const inner = text.replace(/^\{\{\{?~?\s*/, '');
  if (/^#(?!>)|^#>/.test(inner)) return 'begin';
  if (/^else\b|^\^\s*~?\}\}/.test(inner)) return 'else';
  if (inner.startsWith('^')) return 'begin';
  return inner.startsWith('/') ? 'end' : undefined;
}
