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
    readonly tooLargeTitle: string;
    readonly tooLarge: string;
    readonly wrongMethodTitle: string;
    readonly wrongMethod: string;
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
    /** For who left too long ago to come back by a button. */
    readonly late: string;
    /** For a link that opens nothing: `{replyTo}` is where to write. */
    readonly unreadable: string;
    /** For a link in a test, which is nobody’s. */
    readonly test: string;
    /** A button pressed on a page that was opened too long ago. */
    readonly stale: string;
    /** Leads to the page of preferences. */
    readonly preferences: string;
  };
  readonly preferences: {
    readonly title: string;
    /** `{who}` is a masked address. */
    readonly whose: string;
    readonly listsTitle: string;
    readonly leave: string;
    readonly rejoin: string;
    readonly left: string;
    /** `{list}` is a list’s name. */
    readonly savedLeft: string;
    readonly savedBack: string;
    readonly pauseTitle: string;
    readonly pauseAsk: string;
    readonly twoWeeks: string;
    readonly oneMonth: string;
    readonly threeMonths: string;
    /** `{day}` is a date in words. */
    readonly paused: string;
    readonly unpause: string;
    readonly unpaused: string;
    readonly addressTitle: string;
    readonly addressHelp: string;
    readonly addressLabel: string;
    readonly addressButton: string;
    readonly addressBad: string;
    readonly addressAsked: string;
  };
  /** A word on why somebody left. */
  readonly why: {
    readonly title: string;
    readonly help: string;
    readonly tooMany: string;
    readonly notForMe: string;
    readonly neverAsked: string;
    readonly other: string;
    readonly label: string;
    readonly button: string;
    readonly thanks: string;
  };
  /** The page and the mails that change an address: `{who}` is the new one, masked. */
  readonly change: {
    readonly title: string;
    readonly ask: string;
    readonly button: string;
    readonly doneTitle: string;
    readonly done: string;
    readonly gone: string;
    readonly mailSubject: string;
    readonly mailTitle: string;
    readonly mailBody: string;
    readonly mailButton: string;
    readonly mailElse: string;
    readonly toldSubject: string;
    readonly toldTitle: string;
    readonly toldBody: string;
    readonly toldElse: string;
  };
  /** The form to join with, its pages, and the mails of joining. `{newsletter}` is a name. */
  readonly subscribe: {
    readonly title: string;
    readonly lead: string;
    readonly email: string;
    readonly name: string;
    readonly firstName: string;
    readonly lastName: string;
    /** `{label}` is one of a field that may be left empty. */
    readonly optional: string;
    readonly lists: string;
    /** What is agreed to, kept word for word. */
    readonly consent: string;
    readonly privacy: string;
    readonly button: string;
    /** Labels a field that people do not see. */
    readonly trap: string;
    /** The form came from elsewhere, or too fast, or too late. */
    readonly onceMore: string;
    readonly faulty: string;
    readonly emailBad: string;
    readonly missing: string;
    readonly valueLong: string;
    readonly valueSign: string;
    readonly valueLink: string;
    readonly listMissing: string;
    readonly captchaWrong: string;
    readonly askedTitle: string;
    /** `{who}` is the address as it was typed. */
    readonly asked: string;
    readonly askedHelp: string;
    /** The same two where nobody has to confirm. */
    readonly takenTitle: string;
    readonly taken: string;
    readonly tooManyTitle: string;
    readonly tooMany: string;
    readonly closedTitle: string;
    /** `{replyTo}` is where to write. */
    readonly closed: string;
    readonly confirmTitle: string;
    /** `{who}` is a masked address. */
    readonly confirm: string;
    readonly confirmButton: string;
    readonly welcomeTitle: string;
    readonly welcome: string;
    readonly gone: string;
    readonly mailSubject: string;
    readonly mailTitle: string;
    readonly mailBody: string;
    readonly mailButton: string;
    /** `{days}` is a number. */
    readonly mailElse: string;
    readonly alreadySubject: string;
    readonly alreadyTitle: string;
    readonly already: string;
    readonly alreadyElse: string;
    readonly welcomeSubject: string;
    readonly manage: string;
  };
  /** Under every issue, where the settings say nothing else: words in [brackets] become links. */
  readonly footer: {
    readonly unsubscribe: string;
    readonly forward: string;
  };
  /** The few words of an issue that are a theme’s, where a theme of one’s own says nothing else. */
  readonly theme: {
    readonly by: string;
    readonly notes: string;
    readonly note: string;
    readonly tip: string;
    readonly warning: string;
    readonly sponsor: string;
    readonly image: string;
    readonly video: string;
    readonly unsubscribe: string;
    readonly forward: string;
    readonly subscribe: string;
    readonly webCopy: string;
    readonly sentTo: string;
  };
  readonly archive: {
    readonly title: string;
    readonly empty: string;
    /** For an address where an issue might stand and none does: in tests, in what went to a segment. */
    readonly notHereTitle: string;
    readonly notHere: string;
    readonly notHereForward: string;
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
    /** What a reader writes to a friend; the title and address stand below it. */
    readonly mailText: string;
    readonly note: string;
    readonly friendTitle: string;
    readonly friend: string;
    readonly subscribe: string;
  };
}

/** Puts values where a sentence has `{names}`; the result is plain text, not HTML. */
export function say(sentence: string, values: Readonly<Record<string, string>> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? place) : place,
  );
}

/** The language tags there are words in. */
function wordLanguages(): readonly string[] {
  return readdirSync(new URL('languages/', import.meta.url))
    .map((file) => /^([\w-]+)\.[jt]s$/.exec(file)?.[1])
    .filter((tag) => tag !== undefined);
}

/** The words of every language there is, by its tag. */
export async function loadEveryLanguage(): Promise<ReadonlyMap<string, Words>> {
  const tags = wordLanguages();
  return new Map(await Promise.all(tags.map(async (tag) => [tag, (await loadWords(tag)).words] as const)));
}

/** Of the languages there are, the one nearest to a tag: itself, or its main language. */
export function nearestLanguage(tag: string, languages: Iterable<string>): string | undefined {
  const known = new Map([...languages].map((language) => [language.toLowerCase(), language]));
  const parts = tag.toLowerCase().split('-');
  return parts.map((_, i) => known.get(parts.slice(0, parts.length - i).join('-'))).find(Boolean);
}

/** The words of a language (BCP 47), of its main language, or English: whatever is nearest. */
export async function loadWords(tag: string): Promise<{ readonly tag: string; readonly words: Words }> {
  const language = nearestLanguage(tag, wordLanguages()) ?? 'en';
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const module = (await import(new URL(`languages/${language}.${extension}`, import.meta.url).href)) as {
    readonly default: Words;
  };
  return { tag: language, words: module.default };
}
