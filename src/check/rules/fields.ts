import type { Finding } from '../../finding/finding.ts';
import { nearest } from '../../finding/nearest.ts';
import { fieldsOf } from '../../issue/walk.ts';
import { at, type Rule } from '../rule.ts';

/** Every merge field is one that the settings name. */
export const fields: Rule = function* (read, context): Generator<Finding> {
  for (const field of fieldsOf(read.issue)) {
    if (context.fields.includes(field.name)) continue;
    const meant = nearest(field.name, context.fields);
    const known = context.fields.length > 0 ? `Known are ${context.fields.join(', ')}` : 'None are known yet';
    yield at(read, field, 'node', {
      code: 'field/unknown',
      message: `There is no merge field “${field.name}”`,
      advice: meant
        ? `Did you mean {{${meant}}}?`
        : `${known}; add it under “fields” in newsletter.yaml if subscribers have it.`,
    });
  }
};

/** The title is an issue's name on the web and in the archive: it reads the same for everyone. */
export const fieldInTitle: Rule = function* (read): Generator<Finding> {
  if (!read.issue.title.includes('{{')) return;
  const place = read.places.of(read.issue);
  yield {
    code: 'field/in-title',
    severity: 'error',
    message: 'A merge field cannot stand in the title, which is the same for every reader',
    ...(place ? { place } : {}),
    advice: 'Put it into “subject”, and leave the title without it.',
  };
};
