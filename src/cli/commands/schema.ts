import { Failure } from '../../finding/failure.ts';
import { nearest } from '../../finding/nearest.ts';
import { type Desk, print } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';

const schemas = {
  settings: async () => (await import('../../newsletter/read-settings.ts')).settingsJsonSchema(),
  issue: async () => (await import('../../issue/read-data.ts')).issueJsonSchema(),
};

/** Prints a JSON Schema, for editors and other programs. */
export async function run(desk: Desk, [word = '']: readonly string[]): Promise<number> {
  if (!isKnown(word)) throw unknown(word);
  print(desk, JSON.stringify(await schemas[word](), null, 2));
  return exitCodes.done;
}

function isKnown(word: string): word is keyof typeof schemas {
  return Object.hasOwn(schemas, word);
}

function unknown(word: string): Failure {
  const names = Object.keys(schemas);
  const meant = nearest(word, names) ?? names[0];
  return new Failure(
    'usage',
    'schema/unknown',
    `There is no schema “${word}”; there are ${names.join(' and ')}`,
    {
      advice: `Try: pennypost schema ${meant}`,
    },
  );
}
