import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Failure } from '../../finding/failure.ts';
import { asTyped } from '../../newsletter/as-typed.ts';
import { settingsFile } from '../../newsletter/newsletter.ts';
import { type NewFile, nameOfFolder, newsletterFiles } from '../../newsletter/scaffold/files.ts';
import { type Desk, note, printJson } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { localDay } from '../local-day.ts';
import { writeNewFile } from '../new-file.ts';

/** Makes a newsletter in a folder. A file that is there already stays as it is. */
export async function run(desk: Desk, [dir]: readonly string[]): Promise<number> {
  const folder = resolve(desk.cwd, dir ?? '.');
  if (existsSync(join(folder, settingsFile))) throw already(asTyped(folder, desk.cwd));
  const files = newsletterFiles({
    name: nameOfFolder(basename(folder)),
    day: localDay(desk.io.now()),
    secret: randomBytes(32).toString('base64url'),
  });
  const made = files.filter((file) => make(desk, folder, file));
  const kept = files.filter((file) => !made.includes(file));
  const paths = { made: made.map(pathOf), kept: kept.map(pathOf) };
  if (desk.flags.json) printJson(desk, { folder, ...paths, dryRun: desk.flags.dryRun });
  else tell(desk, dir, paths);
  return exitCodes.done;
}

const pathOf = (file: NewFile): string => file.path;

function make(desk: Desk, folder: string, file: NewFile): boolean {
  const path = join(folder, file.path);
  if (desk.flags.dryRun) return !existsSync(path);
  return writeNewFile(path, file.text, file.secret ? 0o600 : undefined);
}

function already(folder: string): Failure {
  const where = folder === '.' ? 'This folder is' : `${folder} is`;
  return new Failure('refused', 'init/exists', `${where} a newsletter already: it has a ${settingsFile}`, {
    advice: 'Begin an issue in it: pennypost new "Title". Or name another folder: pennypost init my-letter',
    undone: 'Nothing was made.',
  });
}

function tell(
  desk: Desk,
  dir: string | undefined,
  { made, kept }: { readonly made: readonly string[]; readonly kept: readonly string[] },
): void {
  const { paint, flags } = desk;
  const into = dir === undefined ? 'in this folder' : `in ${dir}`;
  note(desk, flags.dryRun ? `Would make a newsletter ${into}:` : `Made a newsletter ${into}:`);
  for (const path of made) note(desk, `  ${path.padEnd(35)}${paint.faint(meaningOf(path))}`.trimEnd());
  if (kept.length > 0) note(desk, `\nAlready there, and left as they are: ${kept.join(', ')}`);
  for (const [path, advice] of keptAdvice) if (kept.includes(path)) note(desk, `  ${advice}`);
  if (flags.dryRun) return;
  note(desk, '\nNext:');
  if (dir !== undefined) note(desk, `  cd ${/^[\w./~-]+$/.test(dir) ? dir : `"${dir}"`}`);
  note(desk, `  pennypost preview`);
}

function meaningOf(path: string): string {
  return path.startsWith('issues/') ? 'your first issue' : (meanings.get(path) ?? '');
}

const meanings = new Map([
  ['newsletter.yaml', 'what it is called, who it is from'],
  ['subscribers/sample.csv', 'three made-up readers to practise with'],
  ['templates/README.md', 'how to change the look'],
  ['.env', 'the secrets of this machine'],
  ['.env.example', 'what .env may hold'],
  ['.gitignore', 'keeps secrets and readers out of version control'],
  ['.pennypost/schema/newsletter.json', 'tells your editor what newsletter.yaml may say'],
]);

/** What to see to where a file was there before. */
const keptAdvice = new Map([
  ['.gitignore', 'See that .gitignore names .env, .pennypost/, newsletter.db* and subscribers/*.'],
  ['.env', 'See that .env has a PENNYPOST_SECRET; .env.example says how to make one.'],
]);
