import { Resolver } from 'node:dns/promises';
import type { Answer, Zone } from './zone.ts';

/** How long one name server is waited for, in milliseconds, and how often each is asked. */
const patience = { timeout: 4_000, tries: 2 };

/** The DNS as this machine's own resolver tells it, or another. */
export function nodeZone(resolver = new Resolver(patience)): Zone {
  return {
    txt: (name) => ask(async () => (await resolver.resolveTxt(name)).map((strings) => strings.join(''))),
    mx: (name) => ask(() => resolver.resolveMx(name)),
    addresses: async (name) =>
      either(await ask(() => resolver.resolve4(name)), await ask(() => resolver.resolve6(name))),
    ptr: (address) => ask(() => resolver.reverse(address)),
  };
}

async function ask<T>(question: () => Promise<T[]>): Promise<Answer<T>> {
  try {
    const values = await question();
    return values.length > 0 ? { kind: 'found', values } : { kind: 'none' };
  } catch (error) {
    return withoutValues((error as NodeJS.ErrnoException).code ?? '');
  }
}

const sentences: Readonly<Record<string, string>> = {
  ETIMEOUT: 'no name server answered in time',
  ECONNREFUSED: 'no name server can be reached from here',
  ESERVFAIL: 'the name server failed (SERVFAIL)',
  EREFUSED: 'the name server refused to answer',
};

function withoutValues(code: string): Answer<never> {
  if (code === 'ENODATA') return { kind: 'none' };
  if (code === 'ENOTFOUND') return { kind: 'absent' };
  return { kind: 'failed', why: sentences[code] ?? `the question failed (${code || 'for no reason given'})` };
}

/** Addresses of both kinds; a failure counts only where the other question found nothing either. */
function either<T>(first: Answer<T>, second: Answer<T>): Answer<T> {
  if (first.kind === 'found' && second.kind === 'found')
    return { kind: 'found', values: [...first.values, ...second.values] };
  const both = [first, second];
  return both.find(({ kind }) => kind === 'found') ?? both.find(({ kind }) => kind === 'failed') ?? first;
}
