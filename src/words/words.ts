import { readdirSync } from 'node:fs';

/**
 * Every sentence that a reader is shown in one language: pages and mails that a newsletter does not write
 * itself. `{name}` and the like are places that `say` fills. A language is a file in `languages/`.
 */
export interface Words {
  /** What the language calls itself. */
  readonly language: string;
  readonly page: {
    readonly skip: string;
    readonly notFoundTitle: string;
    readonly notFound: string;
    readonly brokenTitle: string;
    readonly broken: string;
  };
  readonly unsubscribe: {
    readonly title: string;
    /** `{who}` is a masked address, `{newsletter}` and `{list}` are names. */
    readonly ask: string;
    readonly button: string;
    readonly doneTitle: string;
    readonly done: string;
    readonly undoAsk: string;
    readonly undoButton: string;
    readonly backTitle: string;
    readonly back: string;
    /** For a link that opens nothing: `{replyTo}` is where to write. */
    readonly unreadable: string;
    readonly preferences: string;
  };
  readonly archive: {
    readonly title: string;
    readonly empty: string;
    readonly older: string;
    readonly newer: string;
    readonly forward: string;
    readonly subscribe: string;
    /** What a link to the Atom feed says. */
    readonly feed: string;
    /** Names the links under an issue for those who hear the page. */
    readonly more: string;
    /** The subscribe page of a static site. `{newsletter}` is a name. */
    readonly subscribeTitle: string;
    readonly subscribeAsk: string;
    readonly address: string;
    readonly subscribeButton: string;
  };
  readonly forward: {
    readonly title: string;
    /** `{title}` is the issue's. */
    readonly ask: string;
    readonly address: string;
    readonly copyButton: string;
    readonly copied: string;
    readonly shareButton: string;
    readonly mail: string;
    /** `{title}`, `{newsletter}`, `{address}`: the mail a reader writes to a friend. */
    readonly mailSubject: string;
    readonly mailText: string;
    readonly note: string;
    readonly friendTitle: string;
    readonly friend: string;
    readonly subscribe: string;
  };
}

/** Puts values where a sentence has `{names}`; the result is plain text, not HTML. */
export function say(sentence: string, values: Readonly<Record<string, string>> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** The language tags there are words in. */
export function wordLanguages(): readonly string[] {
  return readdirSync(new URL('languages/', import.meta.url))
    .map((file) => /^([\w-]+)\.[jt]s$/.exec(file)?.[1])
    .filter((tag) => tag !== undefined);
}

/** The words of a language (BCP 47), of its main language, or English: whatever is nearest. */
export async function loadWords(tag: string): Promise<{ readonly tag: string; readonly words: Words }> {
  const known = new Map(wordLanguages().map((language) => [language.toLowerCase(), language]));
  const parts = tag.toLowerCase().split('-');
  const nearest = parts.map((_, i) => known.get(parts.slice(0, parts.length - i).join('-'))).find(Boolean);
  const language = nearest ?? 'en';
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const module = (await import(new URL(`languages/${language}.${extension}`, import.meta.url).href)) as {
    readonly default: Words;
  };
  return { tag: language, words: module.default };
}
