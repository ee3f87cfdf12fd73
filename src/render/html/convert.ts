/** One fault as MJML's validator reports it; lines count from 1 in the MJML. */
export interface MjmlFault {
  readonly line: number;
  readonly message: string;
  readonly tagName: string;
}

/** What MJML makes of a text, or what it has against it: plain values, which another process can hand over. */
export type Conversion =
  | { readonly ok: true; readonly html: string }
  | { readonly ok: false; readonly message: string; readonly faults: readonly MjmlFault[] };

/** Turns MJML into HTML, in this process or in another: who renders does not know. */
export type ConvertMjml = (mjml: string) => Promise<Conversion>;

/** A place to convert in, which takes up room until it is ended. */
export interface Converter {
  readonly convert: ConvertMjml;
  end(): void;
}

const options = {
  fonts: {},
  validationLevel: 'strict',
  keepComments: false,
  ignoreIncludes: true,
} as const;

/**
 * Converts in this process, which holds MJML's 70 MB from then on. Importing it takes a third of a second,
 * so only rendering pays for it; whatever follows is quick.
 */
export async function convertMjml(mjml: string): Promise<Conversion> {
  const { default: mjml2html } = await import('mjml');
  try {
    return { ok: true, html: (await mjml2html(mjml, options)).html };
  } catch (error) {
    const { errors = [], message } = error as { errors?: readonly MjmlFault[]; message: string };
    return { ok: false, message, faults: errors.map(plain) };
  }
}

function plain({ line, message, tagName }: MjmlFault): MjmlFault {
  return { line, message, tagName };
}
