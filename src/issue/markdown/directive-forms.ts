/** What each of the six directives takes; there are no more. */
export const directiveForms = {
  button: { form: 'leaf', required: ['href'], optional: [], example: '::button[Read on]{href="https://…"}' },
  callout: { form: 'container', required: [], optional: ['tone'], example: ':::callout{tone=note}' },
  sponsor: {
    form: 'container',
    required: ['name'],
    optional: ['href'],
    example: ':::sponsor{name="Example Ltd"}',
  },
  only: { form: 'container', required: ['segment'], optional: [], example: ':::only{segment=press}' },
  include: { form: 'leaf', required: ['file'], optional: [], example: '::include{file="intro.md"}' },
  video: {
    form: 'leaf',
    required: ['href', 'poster', 'alt'],
    optional: [],
    example: '::video{href="https://…" poster="still.jpg" alt="What it shows"}',
  },
} as const;

export type DirectiveName = keyof typeof directiveForms;

export function isDirective(name: string): name is DirectiveName {
  return Object.hasOwn(directiveForms, name);
}
