declare module 'mjml' {
  interface MjmlOptions {
    readonly fonts: Readonly<Record<string, string>>;
    readonly validationLevel: 'strict' | 'soft' | 'skip';
    readonly keepComments: boolean;
    readonly ignoreIncludes: boolean;
  }
  /** Rejects with an `errors` property (`MjmlFault[]`) when the level is `strict`. */
  export default function mjml2html(mjml: string, options: MjmlOptions): Promise<{ readonly html: string }>;
}
