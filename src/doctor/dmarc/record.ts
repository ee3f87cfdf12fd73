import { readTags } from '../dns/tags.ts';

export type Policy = 'none' | 'quarantine' | 'reject';

/** A DMARC policy record, read (RFC 9989 s.4.7). */
export interface DmarcRecord {
  readonly text: string;
  /** What is asked for mail of the domain itself, of its subdomains, and of subdomains that do not exist. */
  readonly p: Policy | undefined;
  readonly sp: Policy | undefined;
  readonly np: Policy | undefined;
  /** Strict: the very domain of From; otherwise one of the same organization. */
  readonly strict: { readonly dkim: boolean; readonly spf: boolean };
  readonly psd: 'y' | 'n' | 'u';
  /** `t=y`: the policy is not to be applied. */
  readonly testing: boolean;
  readonly rua: string | undefined;
  /** Tags with a value that is none of theirs, such as `p=rejct`. */
  readonly faults: readonly string[];
  /** Tags of RFC 7489 that RFC 9989 no longer has. */
  readonly outdated: readonly string[];
}

/** Whether a TXT record is one: `v=DMARC1` first, in these letters. */
export function isDmarc(text: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text);
}

/** Reads the text of one that `isDmarc`. What has no meaning counts as if it were not there (RFC 9989 s.4.7). */
export function readDmarc(text: string): DmarcRecord {
  const { tags } = readTags(text);
  const value = (name: string) => tags.get(name)?.toLowerCase();
  const faulty = [...tags].filter(([name]) => allowed[name]?.includes(value(name) ?? '') === false);
  return {
    text,
    p: policyOf(value('p')),
    sp: policyOf(value('sp')),
    np: policyOf(value('np')),
    strict: { dkim: value('adkim') === 's', spf: value('aspf') === 's' },
    psd: value('psd') === 'y' ? 'y' : value('psd') === 'n' ? 'n' : 'u',
    testing: value('t') === 'y',
    rua: tags.get('rua'),
    faults: faulty.map(([name, found]) => `${name}=${found}`),
    outdated: ['pct', 'rf', 'ri'].filter((name) => tags.has(name)),
  };
}

const policies: readonly string[] = ['none', 'quarantine', 'reject'] satisfies Policy[];

const allowed: Readonly<Record<string, readonly string[]>> = {
  p: policies,
  sp: policies,
  np: policies,
  adkim: ['r', 's'],
  aspf: ['r', 's'],
  psd: ['y', 'n', 'u'],
  t: ['y', 'n'],
};

function policyOf(text: string | undefined): Policy | undefined {
  return text !== undefined && policies.includes(text) ? (text as Policy) : undefined;
}

/** Whether what it asks for cannot be read; then it asks for nothing (RFC 9989 s.4.10.1). */
export function isUnclear({ p, faults }: DmarcRecord): boolean {
  return p === undefined || faults.some((fault) => /^[sn]p=/.test(fault));
}

/** An unclear record counts as `p=none` if it asks for reports, and as no record otherwise. */
export function countsForNothing(record: DmarcRecord): boolean {
  return isUnclear(record) && !/\bmailto:[^\s,@]+@[^\s,@]+/i.test(record.rua ?? '');
}
