import Handlebars from 'handlebars';
import type { Finding } from '../../finding/finding.ts';
import { nearest } from '../../finding/nearest.ts';
import type { Place } from '../../finding/place.ts';
import type { Kind, Shape } from '../html/shape.ts';
import { syntaxFault } from './syntax-fault.ts';
import { fault, type TemplateSource } from './template-source.ts';

type Node = hbs.AST.Node;
type Path = hbs.AST.PathExpression;

/** Where a variable is looked up: what is known here, and what stood around it. */
interface Scope {
  readonly kind: Kind;
  readonly outer?: Scope;
  readonly root: Shape;
  readonly named: ReadonlyMap<string, Kind>;
}

const blockHelpers = ['if', 'unless', 'each', 'with'];
const loopVariables = ['index', 'first', 'last', 'key'];

/**
 * What Handlebars finds out late or never, found in the parse tree: unknown variables, helpers and partials,
 * also in branches that no issue has taken yet. `shape` is what the template is given.
 */
export function checkTemplate(
  source: TemplateSource,
  shape: Shape,
  partials: ReadonlyMap<string, TemplateSource>,
): Finding[] {
  const check = new TemplateCheck(partials);
  check.template(source, { kind: { group: shape }, root: shape, named: new Map() });
  return check.findings;
}

class TemplateCheck {
  readonly findings: Finding[] = [];
  readonly #partials: ReadonlyMap<string, TemplateSource>;
  /** The template being checked, below those that call it. */
  readonly #calls: TemplateSource[] = [];

  constructor(partials: ReadonlyMap<string, TemplateSource>) {
    this.#partials = partials;
  }

  template(source: TemplateSource, scope: Scope): void {
    const parsed = parseTemplate(source);
    if ('finding' in parsed) {
      this.findings.push(parsed.finding);
      return;
    }
    this.#calls.push(source);
    this.#program(parsed.program, scope);
    this.#calls.pop();
  }

  #program(program: hbs.AST.Program | undefined, scope: Scope): undefined {
    for (const statement of program?.body ?? []) this.#statement(statement, scope);
  }

  #statement(node: Node, scope: Scope): undefined {
    switch (node.type) {
      case 'MustacheStatement':
        return this.#mustache(node as hbs.AST.MustacheStatement, scope);
      case 'BlockStatement':
        return this.#block(node as hbs.AST.BlockStatement, scope);
      case 'PartialStatement':
        return this.#partial(node as hbs.AST.PartialStatement, scope);
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      default:
        return this.#unsupported(node);
    }
  }

  #mustache({ path, params, hash }: hbs.AST.MustacheStatement, scope: Scope): undefined {
    if (params.length > 0 || hash) return this.#unknownHelper(path);
    if (path.type !== 'PathExpression') return;
    if (blockHelpers.includes((path as Path).original)) return this.#unknownHelper(path);
    const kind = this.#variable(path, scope);
    if (typeof kind === 'object') this.#misused(path as Path, 'holds more than one thing', kind);
  }

  #block(block: hbs.AST.BlockStatement, scope: Scope): undefined {
    const helper = block.path.original;
    if (block.params.length === 0) return this.#section(block, scope);
    if (!blockHelpers.includes(helper)) return this.#unknownHelper(block.path);
    const kind = this.#variable(block.params[0]!, scope);
    this.#inner(block, this.#innerScope(helper, kind, block, scope));
    this.#program(block.inverse, scope);
  }

  /** `{{#items}}…{{/items}}` without a helper: a list is gone through, a group is entered. */
  #section(block: hbs.AST.BlockStatement, scope: Scope): undefined {
    if (blockHelpers.includes(block.path.original)) return this.#unknownHelper(block.path);
    const kind = this.#variable(block.path, scope);
    if (kind === 'html' || kind === 'number')
      return this.#misused(block.path, 'is not a block', kind, '#if ');
    const helper = typeof kind !== 'object' ? 'if' : 'list' in kind ? 'each' : 'with';
    this.#inner(block, this.#innerScope(helper, kind, block, scope));
    this.#program(block.inverse, scope);
  }

  /** Nothing is said about a body whose variable is not known: one fault is enough. */
  #inner(block: hbs.AST.BlockStatement, scope: Scope | undefined): undefined {
    if (scope) this.#program(block.program, scope);
  }

  #innerScope(
    helper: string,
    kind: Kind | undefined,
    block: hbs.AST.BlockStatement,
    scope: Scope,
  ): Scope | undefined {
    if (helper === 'if' || helper === 'unless') return scope;
    const path = (block.params[0] ?? block.path) as Path;
    if (kind === undefined) return undefined;
    const inside = helper === 'each' ? listOf(kind) : groupOf(kind);
    if (!inside) {
      this.#misused(path, helper === 'each' ? 'is not a list' : 'holds no variables of its own', kind);
      return undefined;
    }
    const named = new Map(scope.named);
    const [item, index] = block.program?.blockParams ?? [];
    if (item) named.set(item, { group: inside });
    if (index) named.set(index, 'number');
    return { kind: { group: inside }, outer: scope, root: scope.root, named };
  }

  #partial(node: hbs.AST.PartialStatement, scope: Scope): undefined {
    if (node.name.type !== 'PathExpression') return this.#unsupported(node);
    const name = String((node.name as Path).original);
    const source = this.#partials.get(name);
    if (!source) return this.#unknownPartial(node.name, name);
    if (this.#calls.includes(source)) return this.#loop(node.name, name);
    const given = node.params[0] ? this.#variable(node.params[0], scope) : scope.kind;
    const shape = given === undefined ? undefined : groupOf(given);
    if (!shape) return;
    this.template(source, { ...scope, kind: { group: { ...shape, ...this.#hash(node.hash, scope) } } });
  }

  /** `{{> part name=value}}`: the names the part knows besides. */
  #hash(hash: hbs.AST.Hash | undefined, scope: Scope): Shape {
    const pairs = (hash?.pairs ?? []).map(({ key, value }) => [key, this.#variable(value, scope) ?? 'html']);
    return Object.fromEntries(pairs) as Shape;
  }

  /** What a variable holds; a finding when there is none. */
  #variable(node: Node, scope: Scope): Kind | undefined {
    if (node.type === 'SubExpression') return this.#unknownHelper((node as hbs.AST.SubExpression).path);
    if (node.type !== 'PathExpression') return 'html';
    const path = node as Path;
    const known = path.data ? this.#dataVariable(path, scope) : lookUp(path, scope);
    if (known.kind === undefined) this.#unknownVariable(path, known.names);
    return known.kind;
  }

  #dataVariable(path: Path, { root }: Scope): Looked {
    const [first = '', ...rest] = path.parts.map(String);
    if (first === 'root') return follow({ group: root }, rest);
    if (rest.length === 0 && loopVariables.includes(first)) return { kind: 'number', names: [] };
    return { kind: undefined, names: ['root', ...loopVariables].map((name) => `@${name}`) };
  }

  #unknownVariable(path: Path, names: readonly string[]): undefined {
    const meant = nearest(String(path.parts.at(-1) ?? path.original), names);
    this.#add(
      'template/unknown-variable',
      `There is no variable {{${path.original}}} here`,
      path,
      meant ? `Did you mean ${meant}?` : `Known here: ${names.join(', ')}.`,
    );
  }

  #unknownHelper(node: Node): undefined {
    const name = String((node as Path).original ?? '');
    const meant = nearest(name, blockHelpers);
    const used = blockHelpers.includes(name);
    this.#add(
      'template/unknown-helper',
      used ? `{{${name}}} is a block and needs something to ask about` : `There is no helper “${name}”`,
      node,
      used
        ? `Write {{#${name} …}} … {{/${name}}}.`
        : meant
          ? `Did you mean ${meant}?`
          : `Templates know these: ${blockHelpers.map((helper) => `{{#${helper} …}}`).join(', ')}.`,
    );
    return undefined;
  }

  #unknownPartial(node: Node, name: string): undefined {
    const meant = nearest(name, this.#partials.keys());
    this.#add(
      'template/unknown-partial',
      `There is no partial “${name}”`,
      node,
      meant ? `Did you mean ${meant}?` : `Put it into the folder partials, as ${name}.mjml.hbs.`,
    );
  }

  #loop(node: Node, name: string): undefined {
    this.#add('template/loop', `The partial “${name}” ends up in itself`, node, 'Take one of the two out.');
  }

  #misused(path: Path, what: string, kind: Kind, write = ''): undefined {
    const advice =
      typeof kind !== 'object'
        ? `Write {{${write}${path.original}}}.`
        : 'list' in kind
          ? `Write {{#each ${path.original}}} … {{/each}}.`
          : `It holds ${Object.keys(kind.group).join(', ')}.`;
    this.#add('template/misused-variable', `{{${path.original}}} ${what}`, path, advice);
  }

  #unsupported(node: Node): undefined {
    this.#add(
      'template/unsupported',
      'Templates cannot use this part of Handlebars',
      node,
      'Variables, {{#if}}, {{#unless}}, {{#each}}, {{#with}} and {{> partials}} are what there is.',
    );
  }

  #add(code: string, message: string, node: Node, advice: string): undefined {
    this.findings.push(fault(code, message, placeOf(node, this.#calls.at(-1)!), advice));
  }
}

interface Looked {
  readonly kind: Kind | undefined;
  /** What could have been named instead. */
  readonly names: readonly string[];
}

function lookUp(path: Path, scope: Scope): Looked {
  let from: Scope | undefined = scope;
  for (let up = 0; up < path.depth; up += 1) from = from?.outer;
  if (!from) return { kind: undefined, names: Object.keys(scope.root) };
  const parts = path.parts.map(String);
  const named = path.depth === 0 ? scope.named.get(parts[0] ?? '') : undefined;
  return named ? follow(named, parts.slice(1)) : follow(from.kind, parts);
}

function follow(kind: Kind, parts: readonly string[]): Looked {
  let at: Kind = kind;
  for (const part of parts) {
    const shape = groupOf(at);
    if (!shape || !Object.hasOwn(shape, part)) return { kind: undefined, names: Object.keys(shape ?? {}) };
    at = shape[part]!;
  }
  return { kind: at, names: [] };
}

function groupOf(kind: Kind): Shape | undefined {
  return typeof kind === 'object' && 'group' in kind ? kind.group : undefined;
}

function listOf(kind: Kind): Shape | undefined {
  return typeof kind === 'object' && 'list' in kind ? kind.list : undefined;
}

function parseTemplate(source: TemplateSource): { program: hbs.AST.Program } | { finding: Finding } {
  try {
    return { program: Handlebars.parse(source.text) };
  } catch (error) {
    return { finding: syntaxFault(error, source) };
  }
}

/** Handlebars counts columns from 0. */
function placeOf({ loc }: Node, source: TemplateSource): Place {
  return {
    file: source.file,
    line: loc.start.line,
    column: loc.start.column + 1,
    endLine: loc.end.line,
    endColumn: loc.end.column + 1,
  };
}
