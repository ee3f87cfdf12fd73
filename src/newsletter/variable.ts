import { z } from 'zod';

/** In capitals, and no longer than any name is: what is longer is a key that somebody pasted. */
const name = /^[A-Z][A-Z0-9_]{0,59}$/;

/**
 * The name of a variable of `.env` or the environment. A name that ends in `_FILE` names the
 * variable with the path of a file. A secret in its place is told where it belongs, and never repeated.
 */
export function variableName(example: string) {
  const [called] = example.split('=', 1);
  return z
    .string()
    .regex(
      name,
      `is not the name of a variable; put a line ${example} into .env, and only the name ${called} here`,
    );
}
