import { settingsJsonSchema } from '../read-settings.ts';
import { environmentExample, environmentText } from './environment.ts';
import { helloIssue } from './hello.ts';
import { ignoreText } from './ignore.ts';
import { sampleList } from './sample-list.ts';
import { settingsText } from './settings-text.ts';
import { templatesReadme } from './templates-readme.ts';

/** A file of a newsletter to be made. */
export interface NewFile {
  /** From the newsletter’s folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Readable by its owner only. */
  readonly secret?: true;
}

/** What a newsletter is made from: its name, the day (YYYY-MM-DD), and 32 random bytes or more as text. */
export interface NewNewsletter {
  readonly name: string;
  readonly day: string;
  readonly secret: string;
}

/** Where the schema of the settings lies, for editors. */
const schemaPath = '.pennypost/schema/newsletter.json';

/**
 * Every file of a new newsletter. The settings come last: a folder that has them is a newsletter, so one whose
 * making was cut short can be finished by making it again.
 */
export function newsletterFiles({ name, day, secret }: NewNewsletter): NewFile[] {
  return [
    { path: '.gitignore', text: ignoreText },
    { path: '.env', text: environmentText(secret), secret: true },
    { path: '.env.example', text: environmentExample },
    { path: schemaPath, text: `${JSON.stringify(settingsJsonSchema(), null, 2)}\n` },
    { path: 'templates/README.md', text: templatesReadme },
    { path: 'subscribers/sample.csv', text: sampleList },
    { path: `issues/${day}-hello.md`, text: helloIssue(day) },
    { path: 'newsletter.yaml', text: settingsText(name) },
  ];
}

/** A newsletter’s name from its folder’s: `my-letter` → `My Letter`. */
export function nameOfFolder(folder: string): string {
  const words = folder.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  return /\p{L}/u.test(name) ? name.slice(0, 60).trim() : 'My Newsletter';
}
