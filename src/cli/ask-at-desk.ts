import { webLinksOf } from '../check/links/web-links.ts';
import { switched } from '../check/switches.ts';
import type { Finding } from '../finding/finding.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import { isStructural } from '../issue/structural.ts';
import type { Newsletter } from '../newsletter/newsletter.ts';
import type { Answers } from '../probe/ask-links.ts';
import { type Desk, linksFile } from './desk.ts';
import { unwritable } from './unwritable.ts';

/** What the web said of the links of some issues. */
export interface AnswersAtDesk {
  readonly findingsOf: (read: ReadIssue) => readonly Finding[];
  /** What was not judged besides, in a sentence or two. */
  readonly summary: string;
}

/** Asks the web about the links of issues, each address once for all of them. @throws {Failure} `file/unwritable` */
export async function askAtDesk(
  desk: Desk,
  newsletter: Newsletter,
  issues: readonly ReadIssue[],
): Promise<AnswersAtDesk> {
  const readable = issues.filter(({ findings }) => !findings.some(isStructural));
  const urls = readable.flatMap((read) => webLinksOf(read).map(({ to }) => to.href));
  const answers = await ask(desk, newsletter, urls);
  const { findingsOfAnswers } = await import('../probe/findings.ts');
  const switches = new Map(Object.entries(newsletter.settings.check));
  const findingsOf = (read: ReadIssue): readonly Finding[] =>
    answers.offline || !readable.includes(read)
      ? []
      : switched(findingsOfAnswers(read, answers.verdicts), switches);
  return { findingsOf, summary: summaryOf(answers) };
}

async function ask(desk: Desk, newsletter: Newsletter, urls: readonly string[]): Promise<Answers> {
  const [{ askLinks }, { Memory }, { systemClock }] = await Promise.all([
    import('../probe/ask-links.ts'),
    import('../probe/memory.ts'),
    import('../mailing/clock.ts'),
  ]);
  const file = linksFile(newsletter);
  const remembered = new Memory(file, desk.io.now);
  const { signal } = new AbortController();
  const time = {
    now: desk.io.now,
    elapsed: systemClock.elapsed,
    sleep: (milliseconds: number) => systemClock.sleep(milliseconds, signal),
  };
  const line = new LinksLine(desk);
  const answers = await askLinks(urls, { ask: await desk.io.openWeb(), time, remembered, watch: line.show });
  line.end();
  try {
    remembered.save();
  } catch (error) {
    throw unwritable(file, error);
  }
  return answers;
}

/** How far the asking is, on a terminal. */
class LinksLine {
  readonly #desk: Desk;
  #painted = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  readonly show = (done: number, of: number): void => {
    const { io, flags } = this.#desk;
    if (!io.stderr.isTerminal || flags.quiet || flags.json) return;
    this.#painted = true;
    io.stderr.write(`\r\x1b[KLinks: ${done} of ${of}`);
  };

  end(): void {
    if (this.#painted) this.#desk.io.stderr.write('\r\x1b[K');
  }
}

function summaryOf({ verdicts, offline }: Answers): string {
  if (offline) return 'There is no network here, so the links were not judged.';
  const kinds = [...verdicts.values()].map(({ kind }) => kind);
  const count = (kind: (typeof kinds)[number]) => kinds.filter((one) => one === kind).length;
  const parts = [
    kinds.length === 1 ? '1 address was looked at.' : `${kinds.length} addresses were looked at.`,
    tell(count('unsure'), 'does not answer programs', 'do not answer programs', ': --verbose names them'),
    tell(count('noNetwork'), 'could not be reached from here', 'could not be reached from here', ''),
    tell(count('private'), 'leads into your own network', 'lead into your own network', ' and was not asked'),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function tell(count: number, one: string, several: string, more: string): string {
  if (count === 0) return '';
  return count === 1 ? `One ${one}${more}.` : `${count} ${several}${more.replace('was', 'were')}.`;
}
