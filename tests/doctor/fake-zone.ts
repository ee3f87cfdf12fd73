import type { Answer, Exchange, Zone } from '../../src/doctor/dns/zone.ts';

/** Names and what is published under them; a name that is only above another one is there, and has nothing. */
export interface Names {
  readonly [name: string]: {
    readonly txt?: readonly string[];
    readonly mx?: readonly Exchange[];
    readonly addresses?: readonly string[];
    readonly ptr?: readonly string[];
    /** Its name server does not answer. */
    readonly silent?: boolean;
  };
}

/** A zone that is asked as the real one is, and remembers what it was asked. */
export function fakeZone(names: Names): Zone & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const ask =
    <T>(type: 'txt' | 'mx' | 'addresses' | 'ptr') =>
    async (name: string): Promise<Answer<T>> => {
      asked.push(`${type} ${name}`);
      const at = names[name];
      if (at?.silent) return { kind: 'failed', why: 'no name server answered in time' };
      const values = at?.[type] as readonly T[] | undefined;
      if (values && values.length > 0) return { kind: 'found', values };
      return { kind: isThere(names, name) ? 'none' : 'absent' };
    };
  return { txt: ask('txt'), mx: ask('mx'), addresses: ask('addresses'), ptr: ask('ptr'), asked };
}

function isThere(names: Names, name: string): boolean {
  return Object.keys(names).some((known) => known === name || known.endsWith(`.${name}`));
}
