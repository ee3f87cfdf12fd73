import type { Html } from '../escape.ts';

/**
 * The variables a template may name, as data: the check of a template's variables reads it,
 * and TypeScript derives from it what must be handed in.
 */
export interface Shape {
  readonly [variable: string]: Kind;
}

export type Kind =
  /** HTML, or nothing. */
  'html' | 'flag' | 'number' | { readonly list: Shape } | { readonly group: Shape };

export type ViewOf<S extends Shape> = { readonly [K in keyof S]: ValueOf<S[K]> };

type ValueOf<K extends Kind> = K extends 'html'
  ? Html | undefined
  : K extends 'flag'
    ? boolean
    : K extends 'number'
      ? number
      : K extends { readonly list: infer L extends Shape }
        ? readonly ViewOf<L>[]
        : K extends { readonly group: infer G extends Shape }
          ? ViewOf<G>
          : never;
