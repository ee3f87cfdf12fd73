import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../finding/failure.ts';
import { slugOf } from '../../issue/slug.ts';
import { asTyped } from '../../newsletter/as-typed.ts';
import { issuesFolder } from '../../newsletter/issues.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { draftIssue, titleOnOneLine } from '../../newsletter/scaffold/draft.ts';
import { type Desk, note, print, printJson } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { localDay } from '../local-day.ts';
import { writeNewFile } from '../new-file.ts';

/** Begins an issue as a file named after the day and its title, and prints the file's path. */
export async function run(desk: Desk, [words = '']: readonly string[]): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const title = titleOnOneLine(words);
  if (title === '') throw noTitle();
  const day = localDay(desk.io.now());
  const slug = shortSlug(title);
  const path = join(newsletter.folder, issuesFolder, `${day}-${slug}.md`);
  const shown = asTyped(path, desk.cwd);
  const greets = Object.hasOwn(newsletter.settings.fields, 'first_name');
  const written = desk.flags.dryRun ? !existsSync(path) : writeNewFile(path, draftIssue(title, day, greets));
  if (!written) throw already(shown);
  if (desk.flags.json)
    printJson(desk, { file: shown, title, slug: `${day}-${slug}`, dryRun: desk.flags.dryRun });
  else print(desk, shown);
  if (!desk.flags.dryRun) note(desk, `Write on in it, and see it as you write: pennypost preview ${slug}`);
  return exitCodes.done;
}

/** A file's name of a length that every system takes, cut between words. */
function shortSlug(title: string): string {
  const slug = slugOf(title);
  const short = slug.length <= 80 ? slug : slug.slice(0, 81).replace(/-[^-]*$/, '');
  return short.slice(0, 80) || 'issue';
}

function noTitle(): Failure {
  return new Failure('usage', 'new/no-title', 'An issue needs a title', {
    advice: 'Write it in quotes: pennypost new "Notes from the garden"',
    undone: 'Nothing was made.',
  });
}

function already(file: string): Failure {
  return new Failure('refused', 'new/exists', `${file} is there already, and stays as it is`, {
    advice: 'Write on in it, or choose another title.',
    undone: 'Nothing was made.',
  });
}
