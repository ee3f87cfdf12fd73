import { formatMailbox } from '../../address/mailbox.ts';
import { Failure } from '../../finding/failure.ts';
import type { Block, Flow } from '../../issue/block.ts';
import { type Inline, plainWords } from '../../issue/inline.ts';
import { linksOf } from '../../issue/walk.ts';
import { type Desk, print, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { printFindings } from '../findings.ts';
import { type IssueAtDesk, issueAtDesk, prepareAtDesk } from '../issue-at-desk.ts';
import { filledFor, nobody } from '../sample-copy.ts';
import type { SentCopyOptions } from '../sent-copy.ts';

interface Options extends Partial<SentCopyOptions> {
  readonly list?: string;
}

/** An issue, or with `--as` the copy of it that went to somebody. */
export async function run(desk: Desk, [wanted]: readonly string[], options: Options): Promise<number> {
  const { as, mailing, eml, html, text } = options;
  if (as === undefined && (mailing ?? eml ?? html ?? text) !== undefined) throw nobodyNamed();
  if (as === undefined) return showIssue(desk, wanted, options.list);
  const { showSentCopy } = await import('../sent-copy.ts');
  return showSentCopy(desk, wanted, { ...options, as });
}

/** Prints an issue's outline, sizes and links, and with a list who would get it; `--json` prints the issue itself. */
async function showIssue(desk: Desk, wanted: string | undefined, list: string | undefined): Promise<number> {
  if (wanted === undefined) throw nothingNamed();
  const issue = issueAtDesk(desk, wanted);
  if (desk.flags.json) {
    desk.io.stdout.write(`${JSON.stringify(issue.read.issue, null, 2)}\n`);
    return exitCodes.done;
  }
  printFindings(desk, issue.findings, issue.read.sources);
  const prepared = await prepareAtDesk(issue);
  const filled = await filledFor(prepared, nobody(), []);
  const { date } = issue.read.issue;
  print(desk, `${issue.read.issue.title}`);
  print(desk, [issue.read.sources[0]?.file, date, formatMailbox(prepared.from)].filter(Boolean).join(' · '));
  print(desk, `subject  ${filled.subject}`);
  print(desk, `preview  ${filled.preview || '(none: inboxes show the first words)'}`);
  print(desk, '');
  for (const row of outline(issue.read.issue.blocks, '')) print(desk, row);
  print(desk, '');
  for (const row of linkRows(issue)) print(desk, row);
  const html = Buffer.byteLength(filled.html);
  print(
    desk,
    `size     HTML ${kilobytes(html)} of the 100 KB that Gmail shows, text ${kilobytes(Buffer.byteLength(filled.text))}`,
  );
  if (list !== undefined) print(desk, await audienceRow(issue, list));
  return exitCodes.done;
}

function nobodyNamed(): Failure {
  return new Failure('usage', 'show/whose', 'Nobody is named whose copy could be shown', {
    advice: 'Say whose: --as ann@example.org. Without a reader: pennypost render ISSUE --eml',
  });
}

function nothingNamed(): Failure {
  return new Failure('usage', 'show/what', 'Nothing is named that could be shown', {
    advice: 'Name an issue: pennypost show ISSUE. Or a reader: pennypost show --as ann@example.org --eml',
  });
}

function* outline(blocks: readonly Block[], indent: string): Generator<string> {
  for (const [index, block] of blocks.entries()) {
    const number = `${indent}${String(index + 1).padStart(2)}`;
    yield `${number}  ${block.kind.padEnd(8)} ${shorten(summary(block), 62 - indent.length)}`;
    if ('blocks' in block) yield* outline(block.blocks, `${indent}    `);
  }
}

function summary(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${plainWords(block.text)}`;
    case 'text':
      return firstWords(block.content);
    case 'steps':
    case 'notes':
      return `${counted(block.items.length, 'item')}: ${firstWords(block.items[0]?.content ?? [])}`;
    case 'links':
      return `${counted(block.items.length, 'link')}: ${plainWords(block.items[0]?.title ?? [])}`;
    case 'quote':
      return `${firstWords(block.content)}${block.author ? ` — ${plainWords(block.author)}` : ''}`;
    case 'image':
    case 'video':
      return block.alt;
    case 'button':
      return `${plainWords(block.label)} → ${block.href}`;
    case 'callout':
      return block.tone;
    case 'sponsor':
      return block.name;
    case 'only':
      return `for ${block.segment}`;
    case 'divider':
      return '';
  }
}

function firstWords(flows: readonly Flow[]): string {
  const [first] = flows;
  switch (first?.kind) {
    case 'paragraph':
      return plainWords(first.content);
    case 'list':
      return `${counted(first.items.length, 'item')}: ${firstWords(first.items[0]?.content ?? [])}`;
    case 'quotation':
      return firstWords(first.content);
    case 'code':
      return first.text.split('\n')[0] ?? '';
    case 'table':
      return `table of ${counted(first.rows.length, 'row')}: ${(first.rows[0] ?? []).map((cell: readonly Inline[]) => plainWords(cell)).join(' | ')}`;
    default:
      return '';
  }
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function shorten(text: string, width: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

function* linkRows({ read }: IssueAtDesk): Generator<string> {
  const links = [...linksOf(read.issue.blocks)];
  if (links.length === 0) return;
  yield counted(links.length, 'link');
  for (const { node, url, words } of links) {
    const place = read.places.of(node);
    yield `  ${place ? `${place.file}:${place.line}` : ''}  ${shorten(words, 40)}  ${url}`;
  }
  yield '';
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`;
}

async function audienceRow({ newsletter }: IssueAtDesk, name: string): Promise<string> {
  const { countAudience } = await import('../../store/audience.ts');
  const { whichList } = await import('../which-list.ts');
  return withStore(newsletter, async (store) => {
    const list = await whichList(store, name);
    const { active, pending, unsubscribed, suppressed } = await countAudience(store.db, list.id);
    return `list     ${list.name}: ${active} would get it; ${unsubscribed} unsubscribed, ${suppressed} suppressed, ${pending} not confirmed`;
  });
}
