import type { Answer, Zone } from './zone.ts';

/** The same zone, in which each question is asked once. */
export function remembered(zone: Zone): Zone {
  return {
    txt: once((name) => zone.txt(name)),
    mx: once((name) => zone.mx(name)),
    addresses: once((name) => zone.addresses(name)),
    ptr: once((address) => zone.ptr(address)),
  };
}

function once<T>(ask: (name: string) => Promise<Answer<T>>): (name: string) => Promise<Answer<T>> {
  const answers = new Map<string, Promise<Answer<T>>>();
  return (name) => {
    const key = name.toLowerCase();
    const answer = answers.get(key) ?? ask(name);
    answers.set(key, answer);
    return answer;
  };
}
