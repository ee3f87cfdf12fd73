import { follow } from './follow.ts';
import type { AskWeb, Time } from './question.ts';
import { Turns } from './turns.ts';
import type { Verdict } from './verdict.ts';

/** As many hosts are asked at once. */
const hostsAtOnce = 8;

/** What was found lately. */
export interface Remembered {
  recall(address: string): Verdict | undefined;
  note(address: string, verdict: Verdict): void;
}

export interface Asking {
  readonly ask: AskWeb;
  readonly time: Time;
  readonly remembered: Remembered;
  /** Called with how many addresses are done, of how many. */
  readonly watch?: (done: number, of: number) => void;
}

/** What was found, by address (see `addressOf`). */
export interface Answers {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Not one host could be found or reached: it is this machine that has no network, and nothing is known. */
  readonly offline: boolean;
}

/** What is asked for when a link is followed: a page, whichever place in it is meant; nothing where it is no page. */
export function addressOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const address = new URL(url);
  address.hash = '';
  return /^https?:$/.test(address.protocol) ? address.href : undefined;
}

/** Asks every address once, politely: a host one question at a time, and nothing that was answered lately. */
export async function askLinks(urls: Iterable<string>, asking: Asking): Promise<Answers> {
  const addresses = new Set([...urls].map(addressOf).filter((address) => address !== undefined));
  const verdicts = new Map<string, Verdict>();
  const unknown: string[] = [];
  for (const address of addresses) {
    const verdict = asking.remembered.recall(address);
    if (verdict) verdicts.set(address, verdict);
    else unknown.push(address);
  }
  const fresh = await askAll(unknown, asking);
  const offline = isOffline(fresh);
  for (const [address, verdict] of fresh) {
    verdicts.set(address, verdict);
    if (!offline && verdict.kind !== 'noNetwork') asking.remembered.note(address, verdict);
  }
  return { verdicts, offline };
}

async function askAll(
  addresses: readonly string[],
  { ask, time, watch }: Asking,
): Promise<ReadonlyMap<string, Verdict>> {
  const turns = new Turns(hostsAtOnce);
  const verdicts = new Map<string, Verdict>();
  const one = async (address: string): Promise<void> => {
    verdicts.set(address, await follow(new URL(address), { ask, time, turns }));
    watch?.(verdicts.size, addresses.length);
  };
  await Promise.all(addresses.map(one));
  return verdicts;
}

/**
 * Without a network some systems say that no host exists, others that nothing can be reached. Where there is one host
 * alone, it may well be the one that does not exist.
 */
function isOffline(verdicts: ReadonlyMap<string, Verdict>): boolean {
  const asked = [...verdicts].filter(([, verdict]) => verdict.kind !== 'private');
  const isUnreached = ([, verdict]: (typeof asked)[number]): boolean =>
    verdict.kind === 'noNetwork' || verdict.kind === 'noHost';
  if (asked.length === 0 || !asked.every(isUnreached)) return false;
  const hosts = new Set(asked.map(([address]) => new URL(address).host));
  return hosts.size > 1 || asked.some(([, verdict]) => verdict.kind === 'noNetwork');
}
