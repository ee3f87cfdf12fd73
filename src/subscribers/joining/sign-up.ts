import { type EmailAddress, parseEmailAddress } from '../../address/email-address.ts';
import { plainValue, type ValueFault } from './plain-value.ts';

/** What a newsletter asks of whoever joins it. */
export interface Asking {
  /** The lists that are open to anybody, by name. */
  readonly lists: readonly string[];
  readonly fields: readonly { readonly name: string; readonly required: boolean }[];
}

/** What was typed: hostile. */
export interface TypedSignUp {
  readonly email: string;
  /** By the field’s name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly lists: readonly string[];
}

/** A wish to join that makes sense. */
export interface SignUp {
  readonly email: EmailAddress;
  readonly fields: Readonly<Record<string, string>>;
  readonly lists: readonly string[];
}

/** What is wrong, and where: `email`, `lists` or the name of a field. */
export interface SignUpFault {
  readonly at: { readonly email: true } | { readonly lists: true } | { readonly field: string };
  readonly fault: 'address' | 'none' | 'missing' | ValueFault;
}

export type ReadSignUp =
  | { readonly ok: true; readonly signUp: SignUp }
  | { readonly ok: false; readonly faults: readonly SignUpFault[] };

/** Holds what was typed against what was asked; whatever was not asked is left aside. */
export function readSignUp({ lists: open, fields: asked }: Asking, typed: TypedSignUp): ReadSignUp {
  const email = parseEmailAddress(typed.email.trim());
  const fields = asked.map(({ name, required }) => readField(name, required, typed.fields.get(name) ?? ''));
  const lists = open.length === 1 ? open : open.filter((list) => typed.lists.includes(list));
  const faults: SignUpFault[] = fields.flatMap(({ name, fault }) =>
    fault === undefined ? [] : [{ at: { field: name }, fault }],
  );
  if (email.ok && faults.length === 0 && lists.length > 0) {
    const given = fields.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]);
    const values = Object.fromEntries(given) as Record<string, string>;
    return { ok: true, signUp: { email: email.address, fields: values, lists } };
  }
  if (!email.ok) faults.unshift({ at: { email: true }, fault: 'address' });
  if (lists.length === 0) faults.push({ at: { lists: true }, fault: 'none' });
  return { ok: false, faults };
}

function readField(
  name: string,
  required: boolean,
  text: string,
): { readonly name: string; readonly value: string; readonly fault?: SignUpFault['fault'] } {
  const read = plainValue(text);
  if (!read.ok) return { name, value: '', fault: read.fault };
  return required && read.value === '' ? { name, value: '', fault: 'missing' } : { name, value: read.value };
}
