import type { Context } from 'hono';

/** The fields of a posted form that are text, in either encoding; none where it is odd, empty or something else. */
export async function formOf(c: Context): Promise<Readonly<Record<string, string>>> {
  try {
    const fields = Object.entries(await c.req.parseBody());
    return Object.fromEntries(
      fields.filter((field): field is [string, string] => typeof field[1] === 'string'),
    );
  } catch {
    return {};
  }
}
