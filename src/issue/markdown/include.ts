import { posix } from 'node:path';
import type { Nodes } from 'mdast';
import type { Block } from '../block.ts';
import type { IssueFiles } from '../files.ts';
import { readFrontMatter } from '../front-matter.ts';
import { plainText, type Source } from '../read-issue.ts';
import { readBlocks, type Surroundings } from './blocks.ts';
import type { Page } from './page.ts';
import { parseMarkdown } from './syntax.ts';

/**
 * Reads `::include{file=…}`: the blocks of another file, its front matter left aside, in the place of
 * the directive. `chain` holds the files that are being read, the outermost first.
 */
export function includer(
  files: IssueFiles,
  sources: Source[],
  chain: readonly string[],
): Surroundings['include'] {
  return (page, node, file, inside) => {
    const path = posix.join(posix.dirname(page.source.file), file);
    const fault = faultOf(path, file, chain);
    const text = fault ? undefined : files.read(path);
    if (text === undefined) {
      report(page, node, fault ?? `There is no file ${path}`);
      return [];
    }
    const source = { file: path, text: plainText(text) };
    if (!sources.some((known) => known.file === path)) sources.push(source);
    return readIncluded(page, source, { inside, include: includer(files, sources, [...chain, path]) });
  };
}

function faultOf(path: string, file: string, chain: readonly string[]): string | undefined {
  if (posix.isAbsolute(file) || file === '') return `“${file}” is not a path beside this file`;
  if (chain.includes(path)) return `${path} includes itself`;
  return undefined;
}

function readIncluded(page: Page, source: Source, around: Surroundings): Block[] {
  const body = source.text.startsWith('---') ? readFrontMatter(source).body : source.text;
  const root = parseMarkdown(body);
  const included = page.included(source, root);
  const blocks = readBlocks(included, root.children, around);
  page.findings.push(...included.findings.splice(0));
  return blocks;
}

function report(page: Page, node: Nodes, message: string): void {
  page.report(
    'error',
    'include/missing',
    message,
    page.firstLineOf(node),
    'Name a Markdown file by its path from this one, inside the newsletter’s folder.',
  );
}
