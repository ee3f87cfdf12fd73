import type { Nodes, Root } from 'mdast';
import type { z } from 'zod';
import type { Finding } from '../finding/finding.ts';
import type { Place } from '../finding/place.ts';
import { type Locator, schemaFindings } from '../finding/schema-faults.ts';
import type { Block, ListItem } from './block.ts';
import { splitFields } from './field.ts';
import type { IssueFiles } from './files.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { frontMatterKeys } from './front-matter-faults.ts';
import type { FrontMatterValue } from './front-matter-values.ts';
import { type Inline, plainWords } from './inline.ts';
import type { Issue } from './issue.ts';
import { readBlocks } from './markdown/blocks.ts';
import { readFlows } from './markdown/flow.ts';
import { includer } from './markdown/include.ts';
import { readInlines } from './markdown/inline.ts';
import { Notes } from './markdown/notes.ts';
import { Page } from './markdown/page.ts';
import { parseMarkdown } from './markdown/syntax.ts';
import { Places } from './places.ts';
import type { ReadIssue, Source } from './read-issue.ts';
import { type FrontMatterData, frontMatterSchema } from './schema.ts';
import { slugOfFile } from './slug.ts';
import { structuralFirst } from './structural.ts';

/**
 * Reads an issue written as Markdown with front matter. Never fails: what cannot be read is a finding,
 * and the issue holds what could.
 */
export function readMarkdownIssue(source: Source, files: IssueFiles): ReadIssue {
  const places = new Places();
  const frontMatter = readFrontMatter(source);
  const root = parseMarkdown(frontMatter.body);
  const notes = new Notes();
  const page = new Page(source, places, root, notes);
  const sources: Source[] = [source];
  const blocks = readBlocks(page, root.children, {
    inside: 'issue',
    include: includer(files, sources, [source.file]),
  });
  blocks.push(...readNotes(notes, page));
  const head = readHead(frontMatter, titleInBody(page, root) ?? slugOfFile(source.file));
  placeFields(head.data, frontMatter, places);
  const issue = { ...head.data, slug: head.data.slug ?? slugOfFile(source.file), blocks };
  const title = frontMatter.values.get('title');
  if (head.data.slug !== undefined) places.slug = frontMatter.values.get('slug')?.place;
  if (title) placeTitle(issue, title, places);
  const findings = [...frontMatter.findings, ...head.findings, ...page.findings];
  return { issue, places, sources, findings: structuralFirst(findings) };
}

/** The title, and the merge field in it, which may not stand there. */
function placeTitle(issue: Issue, { text, place, within }: FrontMatterValue, places: Places): void {
  places.set(issue, place);
  const field = /\{\{.*?(?:\}\}|$)/.exec(text);
  if (field) places.setTarget(issue, within(field.index, field.index + field[0].length));
}

/** Notes are read last, and may point at further notes. */
function readNotes(notes: Notes, page: Page): Block[] {
  const items: ListItem[] = [];
  for (const note of notes) {
    items.push({ content: readFlows(note.page, note.definition.children) });
    if (note.page !== page) page.findings.push(...note.page.findings.splice(0));
  }
  return items.length > 0 ? [{ kind: 'notes', items }] : [];
}

/** What an issue without a title goes by until it has one. */
function titleInBody(page: Page, root: Root): string | undefined {
  const heading = root.children.find((node: Nodes) => node.type === 'heading');
  if (heading?.type !== 'heading') return undefined;
  const quiet = new Page(page.source, new Places(), root);
  const words = plainWords(readInlines(quiet, heading.children));
  return words.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim() || undefined;
}

function readHead(
  frontMatter: FrontMatter,
  otherTitle: string,
): { data: FrontMatterData; findings: Finding[] } {
  const given: Record<string, string> = {};
  for (const key of frontMatterKeys) {
    const value = frontMatter.values.get(key);
    if (value) given[key] = value.text;
  }
  const read = frontMatterSchema.safeParse(given);
  if (read.success) return { data: read.data, findings: [] };
  const unread = frontMatter.findings.some(({ code }) => unreadable.has(code));
  const findings = unread ? [] : schemaFindings(read.error.issues, 'front-matter', locate(frontMatter));
  return { data: salvage(given, read.error.issues, otherTitle), findings };
}

/** Where these are found, keys that seem to be missing may well be there. */
const unreadable = new Set(['front-matter/none', 'front-matter/unclosed', 'front-matter/no-keys']);

/** What is right in a front matter that holds faults. */
function salvage(
  given: Readonly<Record<string, string>>,
  faults: readonly z.core.$ZodIssue[],
  otherTitle: string,
): FrontMatterData {
  const faulty = new Set(faults.map((fault) => fault.path[0]));
  const right = Object.fromEntries(Object.entries(given).filter(([key]) => !faulty.has(key)));
  return frontMatterSchema.parse({ title: otherTitle, ...right });
}

function locate(frontMatter: FrontMatter): Locator {
  const value = ([key]: readonly PropertyKey[]): Place | undefined =>
    key === undefined ? frontMatter.place : frontMatter.values.get(String(key))?.place;
  return {
    value,
    key: value,
    inside: ([key], relative) => {
      const found = frontMatter.values.get(String(key));
      return found?.within(relative.column - 1, relative.endColumn - 1);
    },
    said: ([key]) => frontMatter.values.get(String(key))?.text,
    knownKeys: () => frontMatterKeys,
  };
}

function placeFields(data: FrontMatterData, frontMatter: FrontMatter, places: Places): void {
  for (const key of ['subject', 'preview'] as const) {
    const value = frontMatter.values.get(key);
    if (!value || !data[key]) continue;
    const pieces = splitFields(value.text).filter((piece) => piece.inline.kind === 'field');
    const fields = data[key].filter((inline: Inline) => inline.kind === 'field');
    for (const [i, field] of fields.entries()) {
      const piece = pieces[i];
      if (piece) places.set(field, value.within(piece.start, piece.start + piece.raw.length));
    }
  }
}
