import type { Context } from 'hono';

/** The fields of a posted form that are text. */
export type Form = Readonly<Record<string, string>>;

/** The largest form that is read, in bytes: forms are small. */
export const largestForm = 64 * 1024;

/** The fields of a posted form, in either encoding; none where it is odd, empty, too large or something else. */
export async function formOf(c: Context): Promise<Form> {
  const body = await bodyOf(c.req.raw);
  if (!body) return {};
  const headers = { 'content-type': c.req.header('content-type') ?? '' };
  try {
    const fields = [...(await new Response(body, { headers }).formData())];
    return Object.fromEntries(
      fields.filter((field): field is [string, string] => typeof field[1] === 'string'),
    );
  } catch {
    return {};
  }
}

/** Nothing when it is larger than any form; the rest is not waited for. */
async function bodyOf({ body }: Request): Promise<Blob | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const part of body ?? []) {
      size += part.length;
      if (size > largestForm) return undefined;
      parts.push(part as Uint8Array<ArrayBuffer>);
    }
  } catch {
    return undefined;
  }
  return new Blob(parts);
}
