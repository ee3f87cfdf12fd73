import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Failure } from '../../finding/failure.ts';
import { type Newsletter, openNewsletter, settingsFile } from '../../newsletter/newsletter.ts';
import { themeFolders } from '../../newsletter/theme-folder.ts';
import type { Theme } from '../../render/theme/theme.ts';
import { type Draft, readDraft } from './draft.ts';
import { type Fault, type Kept, keep, nothingKept } from './fault.ts';
import { type Print, printOf } from './print.ts';

/** What can be shown of an issue: its newest text as far as it renders, else the last that did. */
export interface Proof {
  readonly newsletter: Newsletter;
  /** The newest reading; nothing when the file could never be read. */
  readonly draft: Draft | undefined;
  /** The newest rendering that came out right. */
  readonly print: Print | undefined;
  /** What stops the newest state of the files from being shown; empty when `print` is of now. */
  readonly faults: readonly Fault[];
  /** Changes when anything that the page shows of the issue changes. */
  readonly mark: string;
}

interface Held extends Proof {
  readonly keptDraft: Kept<Draft>;
  readonly keptPrint: Kept<Print>;
}

interface ProofsListener {
  /** Told of files and folders that proofs depend on. */
  readonly onFiles: (paths: Iterable<string>) => void;
  /** Told of what should not have been thrown. */
  readonly onBug: (error: unknown) => void;
}

/**
 * The proofs of a newsletter's issues, made as they are asked for and made again when files change. Settings
 * and theme are read once for all. One thing is done at a time, in the order it was asked for.
 */
export class Proofs {
  readonly #folder: string;
  readonly #listener: ProofsListener;
  #newsletter: Newsletter;
  #settingsFault: Fault | undefined;
  #theme: Kept<Theme> | undefined;
  readonly #held = new Map<string, Held>();
  readonly #stale = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(newsletter: Newsletter, listener: ProofsListener) {
    this.#folder = newsletter.folder;
    this.#newsletter = newsletter;
    this.#listener = listener;
  }

  /** The newsletter as its last good settings have it. */
  get newsletter(): Newsletter {
    return this.#newsletter;
  }

  get themeFolders(): readonly string[] {
    return themeFolders(this.#folder, this.#newsletter.settings.theme);
  }

  /** The proof of the issue at an absolute path. */
  of(path: string): Promise<Proof> {
    return this.#inTurn(async () => {
      const held = this.#held.get(path);
      return held && !this.#stale.has(path) ? held : this.#make(path);
    });
  }

  /**
   * Looks again at what depends on the changed files. Proofs that are on no open page are made again when
   * they are asked for next.
   * @returns the paths of open issues that now look different.
   */
  refresh(changed: ReadonlySet<string>, open: ReadonlySet<string>): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      const common = await this.#refreshCommon(changed);
      const touched = [...this.#held].filter(([, { draft }]) => common || touches(changed, draft?.files));
      const different: string[] = [];
      for (const [path, before] of touched) {
        if (!open.has(path)) this.#stale.add(path);
        else if ((await this.#make(path)).mark !== before.mark) different.push(path);
      }
      return different;
    });
  }

  /** Whether what all issues share was read again. */
  async #refreshCommon(changed: ReadonlySet<string>): Promise<boolean> {
    const before = this.themeFolders;
    const settings = changed.has(join(this.#folder, settingsFile));
    if (settings) await this.#readSettings();
    const folders = this.themeFolders;
    const isAnother = folders.join('\n') !== before.join('\n');
    if (isAnother) this.#listener.onFiles(folders);
    const theme = isAnother || [...changed].some((path) => folders.some((folder) => isIn(folder, path)));
    if (theme && this.#theme) await this.#readTheme(this.#theme);
    return settings || theme;
  }

  async #readSettings(): Promise<void> {
    const before = this.#newsletter;
    const read = await keep({ good: before, fault: undefined }, this.#folder, () =>
      newsletterAt(this.#folder),
    );
    this.#settingsFault = read.fault;
    const isNew = JSON.stringify(read.good) !== JSON.stringify(before);
    if (read.good && isNew) this.#newsletter = read.good;
  }

  async #readTheme(before: Kept<Theme>): Promise<Kept<Theme>> {
    const { loadTheme } = await import('../../render/theme/load-theme.ts');
    const read = await keep(before, this.#folder, () => loadTheme(this.themeFolders));
    const good = before.good && read.good && isSameTheme(before.good, read.good) ? before.good : read.good;
    this.#theme = { good, fault: read.fault };
    return this.#theme;
  }

  async #make(path: string): Promise<Proof> {
    const newsletter = this.#newsletter;
    const theme = this.#theme ?? (await this.#readTheme(nothingKept));
    const before = this.#held.get(path);
    const draft = await keep(before?.keptDraft ?? nothingKept, this.#folder, () =>
      readDraft(newsletter, path),
    );
    if (draft.good) this.#listener.onFiles(draft.good.files);
    const print = await this.#print(path, before?.keptPrint ?? nothingKept, draft, theme.good);
    const faults = [this.#settingsFault, theme.fault, draft.fault, print.fault].filter((fault) => !!fault);
    for (const { bug } of faults) if (bug !== undefined) this.#listener.onBug(bug);
    const shown = { newsletter, draft: draft.good, print: print.good, faults };
    const held = { ...shown, keptDraft: draft, keptPrint: print, mark: await markOf(shown) };
    this.#held.set(path, held);
    this.#stale.delete(path);
    return held;
  }

  #print(
    path: string,
    before: Kept<Print>,
    draft: Kept<Draft>,
    theme: Theme | undefined,
  ): Kept<Print> | Promise<Kept<Print>> {
    const { good, fault } = draft;
    if (!good || fault || !theme) return { good: before.good, fault: undefined };
    return keep(before, this.#folder, () => printOf(before.good, this.#newsletter, path, good.read, theme));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** The newsletter of this very folder: one further up is another one. */
function newsletterAt(folder: string): Newsletter {
  if (existsSync(join(folder, settingsFile))) return openNewsletter(folder);
  throw new Failure('setup', 'settings/gone', `${settingsFile} is gone.`, {
    advice: 'Put the file back; until then the last settings hold.',
  });
}

function touches(changed: ReadonlySet<string>, files: ReadonlySet<string> | undefined): boolean {
  return files !== undefined && [...changed].some((path) => files.has(path));
}

function isIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function isSameTheme(a: Theme, b: Theme): boolean {
  return a.content === b.content && JSON.stringify(a.data) === JSON.stringify(b.data);
}

async function markOf({ draft, print, faults }: Omit<Proof, 'mark'>): Promise<string> {
  const { from, segments, pictures } = print?.prepared ?? {};
  const visible = [
    draft?.read.issue.title,
    draft?.findings,
    print?.findings,
    faults.map(({ bug, ...rest }) => [rest, String(bug)]),
    await print?.prepared.render(new Set()),
    await Promise.all([...(segments?.keys() ?? [])].map((name) => print?.prepared.render(new Set([name])))),
    from,
    pictures?.map(({ cid }) => cid),
  ];
  return createHash('sha256').update(JSON.stringify(visible)).digest('hex');
}
