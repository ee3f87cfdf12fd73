import { styleText } from 'node:util';
import { noPaint, type Paint } from '../finding/format.ts';
import type { Io, Output } from './io.ts';

/** Colours for an output: none when it is no terminal, or NO_COLOR or `--no-color` asks for none. */
export function paintFor(output: Output, io: Io, colour: boolean): Paint {
  if (!colour || !output.isTerminal || io.env['NO_COLOR'] || io.env['TERM'] === 'dumb') return noPaint;
  const style =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      styleText(format, text, { validateStream: false });
  return { error: style('red'), warning: style('yellow'), faint: style('dim'), strong: style('bold') };
}
