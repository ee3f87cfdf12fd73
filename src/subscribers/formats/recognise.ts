import { beehiiv } from './beehiiv.ts';
import { buttondown } from './buttondown.ts';
import type { Format, FormatFile } from './format.ts';
import { ghost } from './ghost.ts';
import { keila } from './keila.ts';
import { kit } from './kit.ts';
import { listmonk } from './listmonk.ts';
import { mailchimp } from './mailchimp.ts';
import type { From } from './names.ts';
import { substack } from './substack.ts';

/** To add one: a file beside these, its name in `names.ts`, and a sample in the tests. */
const formats: readonly Format[] = [mailchimp, substack, ghost, buttondown, kit, beehiiv, listmonk, keila];

/** Whose export a file is, and which of its files; without one when only somebody says it is that tool’s. */
export interface Recognised {
  readonly format: Format;
  readonly file: FormatFile | undefined;
}

/** `headers` are plain, `name` is the file’s. */
export function recognise(headers: readonly string[], name: string, from: From): Recognised | undefined {
  if (from === 'table') return undefined;
  const named = formats.find((format) => format.name === from);
  const found = (named ? [named] : formats)
    .map((format) => ({ format, file: format.files.find((file) => fits(file, headers, name)) }))
    .find(({ file }) => file !== undefined);
  return found ?? (named && { format: named, file: undefined });
}

function fits({ marks, lacks = [], named }: FormatFile, headers: readonly string[], name: string): boolean {
  const has = (header: string): boolean => headers.includes(header);
  return marks.every(has) && !lacks.some(has) && (named?.test(name) ?? true);
}
