/** What rendering needs to know besides the issue and the theme: plain values only. */
export interface RenderSetting {
  /** What the newsletter is called. */
  readonly name: string;
  /** BCP 47; an issue may say otherwise for itself. */
  readonly lang: string;
  /** Direction of writing of the newsletter's own language; the language decides when it is absent. */
  readonly dir?: Direction;
  /** Pattern of a subject: `{name}`, `{title}` and `{date}`. */
  readonly subject: string;
  /** Straight quotes and double hyphens are set as in print. */
  readonly typography?: boolean;
  readonly postalAddress: string;
  /** The two sentences under every issue, with the words of links in [brackets]. */
  readonly footer: { readonly unsubscribe: string; readonly forward: string };
  /** What is read where a reader has no value and the issue gives no fallback, by field. */
  readonly fallbacks: Readonly<Record<string, string>>;
  readonly addresses: Addresses;
  /** How a picture beside the issue is shown. */
  readonly picture: (src: string) => PictureAddress;
}

export type Direction = 'ltr' | 'rtl';

/** Pages that are the same for all readers: a friend who gets a forwarded copy may use them. */
export interface Addresses {
  readonly home?: string;
  /** Without one, readers forward the mail itself. */
  readonly forward?: string;
  readonly subscribe: string;
  readonly webCopy?: string;
}

/** `width`, in pixels, keeps a small picture from being drawn larger than it is. */
export type PictureAddress = ({ readonly url: string } | { readonly cid: string }) & {
  readonly width?: number;
};

/** Whose copy is rendered: blocks in `:::only` appear for these segments. */
export interface Audience {
  readonly segments: ReadonlySet<string>;
}

const rightToLeft = new Set(
  'ar arc arz azb bcc bqi ckb dv fa glk he khw ks ku lrc mzn nqo pnb ps sd syr ug ur yi'.split(' '),
);
const rightToLeftScripts = /-(arab|hebr|thaa|syrc|nkoo|adlm)\b/i;

/** The direction of a language by its tag, its script first: `ku` is written both ways. */
export function directionOf(lang: string): Direction {
  if (rightToLeftScripts.test(lang)) return 'rtl';
  const [language = '', script = ''] = lang.toLowerCase().split('-');
  if (script.length === 4) return 'ltr';
  return language !== 'ku' && rightToLeft.has(language) ? 'rtl' : 'ltr';
}
