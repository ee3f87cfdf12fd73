import { isIPv4, isIPv6 } from 'node:net';

/** A word of an SPF record that decides something (RFC 7208 s.5). */
export interface Mechanism {
  readonly name: 'all' | 'include' | 'a' | 'mx' | 'ptr' | 'ip4' | 'ip6' | 'exists';
  readonly qualifier: '+' | '-' | '~' | '?';
  /** The name behind the colon, when there is one; it may hold macros. */
  readonly target: string | undefined;
}

/** An SPF record, read. */
export interface SpfRecord {
  /** Up to `all`, behind which nothing counts (RFC 7208 s.5.1). */
  readonly mechanisms: readonly Mechanism[];
  /** Where the rest of the record is; it counts only without `all` (RFC 7208 s.6.1). */
  readonly redirect: string | undefined;
}

export type ReadSpf =
  | { readonly ok: true; readonly record: SpfRecord }
  /** `word` is the first that cannot be read: the whole record counts for nothing then (RFC 7208 s.4.6). */
  | { readonly ok: false; readonly word: string };

/** Whether a TXT record is meant as SPF (RFC 7208 s.4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** Reads the text of one record that `isSpf`. */
export function readSpf(text: string): ReadSpf {
  const words = text.split(' ').slice(1).filter(Boolean);
  const bad = words.find((word) => !isModifier(word) && !readMechanism(word));
  const twice = ['redirect', 'exp'].map((name) => words.filter((word) => modifierIs(word, name))[1]);
  const word = bad ?? twice.find((second) => second !== undefined) ?? words.find(isEmptyModifier);
  if (word !== undefined) return { ok: false, word };
  const mechanisms = words.flatMap((one) => readMechanism(one) ?? []);
  const end = mechanisms.findIndex(({ name }) => name === 'all');
  if (end >= 0)
    return { ok: true, record: { mechanisms: mechanisms.slice(0, end + 1), redirect: undefined } };
  const redirect = words.find((one) => modifierIs(one, 'redirect'))?.slice('redirect='.length);
  return { ok: true, record: { mechanisms, redirect } };
}

function isModifier(word: string): boolean {
  return /^[a-z][a-z0-9_.-]*=[\u0021-\u007e]*$/i.test(word);
}

function isEmptyModifier(word: string): boolean {
  return /^(?:redirect|exp)=$/i.test(word);
}

function modifierIs(word: string, name: string): boolean {
  return word.toLowerCase().startsWith(`${name}=`);
}

const shape = /^([-+~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^/]+))?((?:\/.*)?)$/i;

function readMechanism(word: string): Mechanism | undefined {
  const named = /^([-+~?]?)(ip[46]):(.+)$/i.exec(word);
  if (named) return readNetwork(named);
  const [, sign = '', lower = '', target, length = ''] = shape.exec(word) ?? [];
  const name = lower.toLowerCase() as Mechanism['name'];
  if (lower === '' || name === 'ip4' || name === 'ip6' || !fits(name, target, length)) return undefined;
  return { name, qualifier: qualifierOf(sign), target };
}

function fits(name: Mechanism['name'], target: string | undefined, length: string): boolean {
  if (name === 'all') return target === undefined && length === '';
  if (target !== undefined && !isDomainSpec(target)) return false;
  if (name === 'a' || name === 'mx') return isDualLength(length);
  return length === '' && (name === 'ptr' || target !== undefined);
}

/** A name of two labels or more, or one with macros (RFC 7208 s.7.1). */
function isDomainSpec(text: string): boolean {
  if (text.includes('%')) return /^(?:[^%]|%[%_-]|%\{[a-z]\d*r?[-.+,/_=]*\})+$/i.test(text);
  return /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]*[a-z0-9]\.?$/i.test(text);
}

/** `/24`, `//64`, `/24//64` */
function isDualLength(text: string): boolean {
  const lengths = /^(?:\/(\d{1,2}))?(?:\/\/(\d{1,3}))?$/.exec(text);
  return lengths !== null && Number(lengths[1] ?? 0) <= 32 && Number(lengths[2] ?? 0) <= 128;
}

function readNetwork([, sign = '', kind = '', network = '']: RegExpExecArray): Mechanism | undefined {
  const name = kind.toLowerCase() as 'ip4' | 'ip6';
  const [address = '', length, ...more] = network.split('/');
  const [is, most] = name === 'ip4' ? [isIPv4, 32] : [isIPv6, 128];
  const short = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most);
  if (!is(address) || !short || more.length > 0) return undefined;
  return { name, qualifier: qualifierOf(sign), target: undefined };
}

function qualifierOf(sign: string): Mechanism['qualifier'] {
  return sign === '' ? '+' : (sign as Mechanism['qualifier']);
}
