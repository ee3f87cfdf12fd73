import { join } from 'node:path';
import Handlebars from 'handlebars';
import { Failure } from '../../finding/failure.ts';
import { type Finding, inReadingOrder } from '../../finding/finding.ts';
import { nearest } from '../../finding/nearest.ts';
import type { BlockKind } from '../../issue/block.ts';
import type { Shape } from '../html/shape.ts';
import { blockKinds, blockShapes, layoutShape } from '../html/views.ts';
import { builtInFolder } from './built-in.ts';
import { checkTags } from './check-tags.ts';
import { checkTemplate } from './check-template.ts';
import { readThemeData } from './read-data.ts';
import { readThemeFolder, type ThemeFolder } from './read-folder.ts';
import { fault, type TemplateSource } from './template-source.ts';
import type { Theme } from './theme.ts';
import { Trace } from './trace.ts';

/** What a theme leaves out comes from here. */
const builtInTheme = builtInFolder('plain');

/**
 * Reads, checks and compiles a theme. Each file is taken from the first folder that has it;
 * the built-in theme stands behind them all. `theme.yaml` is put together value by value.
 * Fails with `template/…` and the place of every fault.
 */
export async function loadTheme(folders: readonly string[]): Promise<Theme> {
  const read = await Promise.all([...folders, builtInTheme].map(readThemeFolder));
  const templates = firstOfEach(read.flatMap((folder) => folder.templates));
  const data = readThemeData(read.flatMap((folder) => folder.data ?? []));
  const faults = [
    ...read.flatMap(misnamed),
    ...missing(templates),
    ...(data.ok ? [] : data.findings),
    ...unused(templates),
    ...checkTemplates(templates),
  ];
  if (!data.ok || faults.length > 0) throw themeFailure(faults);
  return { data: data.data, ...compile(templates) };
}

/** What stops rendering, with the place of every fault. */
export function themeFailure(faults: readonly Finding[]): Failure {
  const findings = inReadingOrder(firstOfEachPlace(faults));
  const [first] = findings;
  const message =
    findings.length === 1 ? 'A template has a fault.' : `The templates have ${findings.length} faults.`;
  return new Failure('issue', first?.code ?? 'template/fault', message, {
    findings,
    undone: 'Nothing was rendered.',
  });
}

type Templates = ReadonlyMap<string, TemplateSource>;

function firstOfEach(sources: readonly TemplateSource[]): Templates {
  const templates = new Map<string, TemplateSource>();
  for (const source of sources) if (!templates.has(source.name)) templates.set(source.name, source);
  return templates;
}

/** A partial is checked once for each place that calls it; what is wrong with it is said once. */
function firstOfEachPlace(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map((finding): [string, Finding] => [
    [finding.code, finding.message, finding.place?.file, finding.place?.line, finding.place?.column].join(
      '\n',
    ),
    finding,
  ]);
  return [...new Map(keyed).values()];
}

/** A template that cannot be parsed is not asked about its tags: they would seem to have no partners. */
function checkTemplates(templates: Templates): Finding[] {
  const found = checkVariables(templates);
  const broken = new Set(
    found.filter(({ code }) => code === 'template/syntax').map(({ place }) => place?.file),
  );
  const readable = [...templates.values()].filter(({ file }) => !broken.has(file));
  return [...found, ...readable.flatMap(checkTags)];
}

function checkVariables(templates: Templates): Finding[] {
  const partials = partialsOf(templates);
  const of = (name: string, shape: Shape) => {
    const source = templates.get(name);
    return source ? checkTemplate(source, shape, partials) : [];
  };
  return [
    ...of('layout', layoutShape),
    ...blockKinds.flatMap((kind) => of(`blocks/${kind}`, blockShapes[kind])),
  ];
}

function partialsOf(templates: Templates): Templates {
  const partials = [...templates].filter(([name]) => name.startsWith('partials/'));
  return new Map(partials.map(([name, source]) => [name.slice('partials/'.length), source]));
}

/** A template for a kind of block that does not exist. */
function unused(templates: Templates): Finding[] {
  return [...templates.values()].flatMap((source) => {
    const kind = /^blocks\/(.*)$/.exec(source.name)?.[1];
    if (kind === undefined || (blockKinds as readonly string[]).includes(kind)) return [];
    const meant = nearest(kind, blockKinds);
    return [
      fault(
        'template/unknown-kind',
        `There is no block of the kind “${kind}”`,
        fileStart(source.file),
        meant ? `Did you mean ${meant}?` : `The kinds are ${blockKinds.join(', ')}.`,
      ),
    ];
  });
}

/** Cannot happen with the built-in theme behind; a packaging fault would show here. */
function missing(templates: Templates): Finding[] {
  const needed = ['layout', ...blockKinds.map((kind) => `blocks/${kind}`)];
  return needed
    .filter((name) => !templates.has(name))
    .map((name) => {
      const place = fileStart(join(builtInTheme, `${name}.mjml.hbs`));
      return fault('template/missing', `There is no template ${name}.mjml.hbs`, place);
    });
}

function misnamed({ folder, misnamed: files }: ThemeFolder): Finding[] {
  return files.map((file) =>
    fault(
      'template/misnamed',
      'No template has a name like this',
      fileStart(join(folder, file)),
      'Templates are layout.mjml.hbs, blocks/….mjml.hbs, partials/….mjml.hbs and partials/….css.hbs.',
    ),
  );
}

function fileStart(file: string) {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
}

/** Where a missing footer is mended: the layout, unless the newsletter has its own footer in the built-in layout. */
function footerFile(templates: Templates): string {
  const { file: layout } = templates.get('layout')!;
  const footer = templates.get('partials/footer')?.file ?? layout;
  return isBuiltIn(layout) && !isBuiltIn(footer) ? footer : layout;
}

function isBuiltIn(file: string): boolean {
  return file.startsWith(builtInTheme);
}

/** What a template is given is HTML already, so Handlebars escapes nothing. */
const compileOptions = { strict: true, noEscape: true, preventIndent: true };

function compile(templates: Templates): Omit<Theme, 'data'> {
  const handlebars = Handlebars.create();
  const trace = new Trace();
  const compiled = (source: TemplateSource) => handlebars.compile(trace.marked(source), compileOptions);
  for (const [name, source] of partialsOf(templates)) handlebars.registerPartial(name, compiled(source));
  const layout = templates.get('layout')!;
  const blocks = blockKinds.map((kind) => [kind, compiled(templates.get(`blocks/${kind}`)!)]);
  return {
    content: [...templates.values()].map(({ text }) => text).join('\n'),
    footerFile: footerFile(templates),
    layoutFile: layout.file,
    layout: compiled(layout),
    block: Object.fromEntries(blocks) as Record<BlockKind, (view: unknown) => string>,
    trace,
  };
}
