import type { Finding } from '../../finding/finding.ts';
import { nearest } from '../../finding/nearest.ts';
import { fieldsOf } from '../../issue/walk.ts';
import { at, type Rule } from '../rule.ts';

/** Every merge field is one that the settings name. */
export const fields: Rule = function* (read, context): Generator<Finding> {
  for (const field of fieldsOf(read.issue)) {
    if (context.fields.includes(field.name)) continue;
    const meant = nearest(field.name, context.fields);
    yield at(read, field, 'node', {
      code: 'field/unknown',
      message: `There is no merge field “${field.name}”`,
      advice: meant
        ? `Did you mean {{${meant}}}?`
        : `${knownFields(context.fields)} To add one, name it under “fields” in newsletter.yaml.`,
    });
  }
};

function knownFields(names: readonly string[]): string {
  return names.length > 0 ? `There is ${names.join(', ')}.` : 'There are none yet.';
}

/** The title is an issue's name on the web and in the archive: it reads the same for everyone. */
export const fieldInTitle: Rule = function* (read): Generator<Finding> {
  if (!read.issue.title.includes('{{')) return;
  yield at(read, read.issue, 'target', {
    code: 'field/in-title',
    message: 'A merge field cannot stand in the title, which is the same for every reader',
    advice: 'Put it into “subject”, and leave the title without it.',
  });
};
