import type { Nodes, Root } from 'mdast';

/**
 * How deep things may stand inside each other. Far beyond what anyone writes, and near enough that neither
 * the parser (whose time grows with the square of the depth) nor a recursion over its tree gives out.
 */
const deepest = { containers: 40, brackets: 200, marks: 200, tree: 120 } as const;

/** The offset at which a text nests too deep for the parser, if it does. */
export function tooDeepForParser(text: string): number | undefined {
  const marks = /[*_~]{200,}(?=[^\s*_~])/.exec(text);
  if (marks) return marks.index;
  const nesting = new Nesting();
  let offset = 0;
  for (const line of text.split('\n')) {
    if (nesting.takeLine(line)) return offset + (line.length - line.trimStart().length);
    offset += line.length + 1;
  }
  return undefined;
}

/** The node that stands too deep in a tree, if one does; looks without recursion. */
export function tooDeepInTree(root: Root): Nodes | undefined {
  let row: readonly Nodes[] = [root];
  for (let depth = 0; row.length > 0; depth += 1) {
    if (depth > deepest.tree) return row[0];
    row = row.flatMap((node) => ('children' in node ? (node.children as Nodes[]) : []));
  }
  return undefined;
}

/** What is open while a text is read line by line, by a rough count that only errs for texts nobody writes. */
class Nesting {
  #lists: number[] = [];
  #directives = 0;
  #brackets = 0;

  /** Whether this line goes too deep. */
  takeLine(line: string): boolean {
    return (
      this.#containers(line) > deepest.containers ||
      this.#openDirectives(line) > deepest.containers ||
      this.#openBrackets(line) > deepest.brackets
    );
  }

  #containers(line: string): number {
    if (/^[-*_ \t]*$/.test(line)) return 0;
    const indent = line.length - line.trimStart().length;
    const [marks = ''] = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))+/.exec(line) ?? [];
    const count = marks.match(/>|[-*+]|\d+[.)]/g)?.length ?? 0;
    if (count === 0 && indent > 0) return 0;
    this.#lists = this.#lists.filter((outer) => outer < indent);
    if (count > 0) this.#lists.push(indent);
    return this.#lists.length + count;
  }

  #openDirectives(line: string): number {
    if (/^ {0,3}:{3,}[ \t]*[A-Za-z]/.test(line)) this.#directives += 1;
    else if (/^ {0,3}:{3,}[ \t]*\r?$/.test(line)) this.#directives = Math.max(0, this.#directives - 1);
    return this.#directives;
  }

  #openBrackets(line: string): number {
    if (line.trim() === '') this.#brackets = 0;
    let highest = 0;
    for (const [mark] of line.matchAll(/\\.|[[\]]/g)) {
      if (mark === '[') this.#brackets += 1;
      else if (mark === ']') this.#brackets = Math.max(0, this.#brackets - 1);
      highest = Math.max(highest, this.#brackets);
    }
    return highest;
  }
}
