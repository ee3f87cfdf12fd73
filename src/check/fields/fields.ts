import { nearest } from '../../finding/nearest.ts';
import { fieldsOf } from '../../issue/walk.ts';
import { at, type Rule } from '../rule.ts';

/** Every merge field is one that the settings name. */
export const fields: Rule = {
  helps: [
    {
      code: 'field/unknown',
      severity: 'error',
      about: 'A merge field that the settings do not name would be empty for every reader.',
      wrong: 'Dear {{frist_name|reader}}',
      right: 'Dear {{first_name|reader}}',
    },
  ],
  *find(read, context) {
    for (const field of fieldsOf(read.issue)) {
      if (context.fields.has(field.name)) continue;
      const meant = nearest(field.name, context.fields.keys());
      yield at(read, field, 'node', {
        code: 'field/unknown',
        message: `There is no merge field “${field.name}”`,
        advice: meant
          ? `Did you mean {{${meant}}}?`
          : `${knownFields([...context.fields.keys()])} To add one, name it under “fields” in newsletter.yaml.`,
      });
    }
  },
};

function knownFields(names: readonly string[]): string {
  return names.length > 0 ? `There is ${names.join(', ')}.` : 'There are none yet.';
}

/** The title is an issue's name on the web and in the archive: it reads the same for everyone. */
export const fieldInTitle: Rule = {
  helps: [
    {
      code: 'field/in-title',
      severity: 'error',
      about:
        'The title names the issue on the web and in the archive, where there is no reader to fill it for.',
      of: 'front matter',
      wrong: 'title: News for {{first_name}}',
      right: 'title: News\nsubject: News for {{first_name|you}}',
    },
  ],
  *find(read) {
    if (!read.issue.title.includes('{{')) return;
    yield at(read, read.issue, 'target', {
      code: 'field/in-title',
      message: 'A merge field cannot stand in the title, which is the same for every reader',
      advice: 'Put it into “subject”, and leave the title without it.',
    });
  },
};
