import { relative, sep } from 'node:path';

/** A path as a person standing in `from` would type it, with forward slashes. */
export function asTyped(path: string, from: string): string {
  const short = relative(from, path) || '.';
  return sep === '\\' ? short.replaceAll('\\', '/') : short;
}
