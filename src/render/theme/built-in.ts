import { fileURLToPath } from 'node:url';

/** The themes that come with the package, by name; the first stands behind every other. */
export const builtInThemes = ['plain', 'digest'] as const;
export type BuiltInTheme = (typeof builtInThemes)[number];

/** Their folders lie beside `src/` and `dist/` alike. */
export function builtInFolder(name: BuiltInTheme): string {
  return fileURLToPath(new URL(`../../../themes/${name}`, import.meta.url));
}

export function isBuiltIn(name: string): name is BuiltInTheme {
  return (builtInThemes as readonly string[]).includes(name);
}
