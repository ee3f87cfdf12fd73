import { Failure } from '../finding/failure.ts';

/**
 * A list's name as it was typed, if it can be one.
 * @throws {Failure} `list/name`
 */
export function typedListName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= 100 && !/\p{C}/u.test(name)) return name;
  throw new Failure('usage', 'list/name', `“${name.slice(0, 100)}” cannot be a list’s name`, {
    advice: 'Use a few words of at most 100 characters, such as --list readers',
    undone: 'Nothing was done.',
  });
}
