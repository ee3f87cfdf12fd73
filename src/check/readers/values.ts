import type { Field } from '../../issue/inline.ts';
import { fieldsOf } from '../../issue/walk.ts';
import { at, type CheckContext, type ReadersRule } from '../rule.ts';

/** Every merge field says something to every reader. */
export const values: ReadersRule = {
  helps: [
    {
      code: 'readers/no-value',
      severity: 'error',
      about:
        'Some readers of the list have no value for a merge field that has no fallback: they would read “Hi ,”.',
      of: 'terminal',
      wrong: 'Hi {{first_name}},     (12 of 340 people have no first_name)',
      right: 'Hi {{first_name|there}},',
    },
    {
      code: 'readers/always-fallback',
      severity: 'warning',
      about:
        'Nobody on the list has a value, so that everybody reads the fallback: the field may be called otherwise in the list.',
      of: 'terminal',
      wrong: 'Hi {{first_name|there}},     (all 340 people have no first_name)',
      right: 'Hi {{name|there}},',
    },
    {
      code: 'readers/never-fallback',
      severity: 'hint',
      about: 'Everybody on the list has a value: nobody will ever read the fallback.',
      of: 'terminal',
      wrong: 'Hi {{first_name|there}},     (all 340 people have a first_name)',
      right: 'Hi {{first_name}},',
    },
  ],
  *find(read, { tallies, list }, context) {
    for (const field of fieldsOf(read.issue)) {
      const tally = tallies.get(field.name);
      if (!tally || tally.readers === 0) continue;
      const { readers, without } = tally;
      const fallback = fallbackOf(field, context);
      if (without > 0 && fallback === '')
        yield at(read, field, 'node', noValue(field, without, readers, list));
      else if (without === readers) yield at(read, field, 'node', always(field, readers, list));
      else if (without === 0 && field.fallback !== undefined)
        yield at(read, field, 'node', never(field, list));
    }
  },
};

function fallbackOf({ name, fallback }: Field, { fields }: CheckContext): string {
  return (fallback ?? fields.get(name) ?? '').trim();
}

function noValue({ name }: Field, without: number, readers: number, list: string) {
  const who = without === readers ? `None of the ${readers} people` : `${without} of ${readers} people`;
  const have = without === readers ? `has a ${name}` : `have no ${name}`;
  return {
    code: 'readers/no-value',
    message: `${who} on ${list} ${have}, and there is no fallback: nothing would stand here`,
    advice: `Write {{${name}|there}}, with words that suit. Who they are: pennypost subscribers export --list ${list} --segment "not ${name}"`,
  };
}

function always({ name }: Field, readers: number, list: string) {
  return {
    code: 'readers/always-fallback',
    message: `None of the ${readers} people on ${list} has a ${name}: all read the fallback`,
    advice:
      'Look what the fields of the list are called: pennypost subscribers list, or import it with --map.',
  };
}

function never({ name }: Field, list: string) {
  return {
    code: 'readers/never-fallback',
    message: `Everybody on ${list} has a ${name}: nobody reads the fallback`,
    advice: 'It does no harm, and is there for whoever joins.',
  };
}
