import type { Zone } from '../dns/zone.ts';
import { type Observation, ok, type Remedy, unasked, warning, wrong } from '../observation.ts';
import { countsForNothing, isUnclear, type Policy } from './record.ts';
import { type Published, recordFor, type Walk, walkTree } from './tree-walk.ts';

/** DMARC of the domain in From: what receivers are asked to do with mail that proves nothing. */
export interface DmarcQuestion {
  readonly from: string;
  /** Where a new record does most: the domain that signs, which may be above that of From. */
  readonly publishAt: string;
  /** Where reports may go. */
  readonly reportsTo: string;
}

export async function examineDmarc(zone: Zone, question: DmarcQuestion): Promise<Observation> {
  const { from } = question;
  const what = `DMARC of ${from}`;
  const walk = await walkTree(zone, from);
  const published = recordFor(walk);
  if (walk.unanswered !== undefined && published?.domain !== from) return unasked(what, walk.unanswered);
  if (published === undefined) return without(what, walk, question);
  const { domain, record } = published;
  if (countsForNothing(record)) return unclear(what, published);
  const applies = await policyFor(zone, from, published);
  const inherited = domain === from ? '' : `, inherited from ${domain}`;
  const detail = `${record.text}${inherited}: mail that proves nothing is ${inWords[applies]} (p=${applies})`;
  return remark(what, published) ?? ok(what, detail);
}

const inWords: Readonly<Record<Policy, string>> = {
  none: 'delivered as usual',
  quarantine: 'treated as suspicious',
  reject: 'refused',
};

/** `sp` and `np` hold for names below the one that publishes (RFC 9989 s.4.10.1). */
async function policyFor(zone: Zone, from: string, { domain, record }: Published): Promise<Policy> {
  if (isUnclear(record)) return 'none';
  if (domain === from) return record.p ?? 'none';
  const missing = record.np !== undefined && (await zone.addresses(from)).kind === 'absent';
  return (missing ? record.np : undefined) ?? record.sp ?? record.p ?? 'none';
}

function without(what: string, walk: Walk, question: DmarcQuestion): Observation {
  const [domain] = walk.several;
  if (domain !== undefined) {
    const detail = `there are several DMARC records at _dmarc.${domain}, and none of them counts (RFC 9989 s.4.10)`;
    return wrong(what, detail, { advice: 'Leave one of them.' });
  }
  return wrong(
    what,
    'there is no DMARC record, which Gmail, Yahoo and Outlook ask of whoever writes to many',
    {
      advice: 'Publish one; with p=none nothing is refused, and reports show who sends in your name.',
      record: recordAt(question.publishAt, question.reportsTo),
    },
  );
}

function recordAt(domain: string, reportsTo: string): NonNullable<Remedy['record']> {
  return { name: `_dmarc.${domain}`, type: 'TXT', value: `v=DMARC1; p=none; rua=mailto:${reportsTo}` };
}

function unclear(what: string, { domain, record }: Published): Observation {
  const found = record.faults.length > 0 ? `“${record.faults.join('; ')}” means nothing` : 'it has no p=';
  const value = mended(record.text, record.faults, record.p);
  return wrong(what, `${found}, so the record counts for nothing (RFC 9989 s.4.10.1)`, {
    advice: 'p, sp and np are none, quarantine or reject.',
    record: { name: `_dmarc.${domain}`, type: 'TXT', value },
  });
}

function remark(what: string, { domain, record }: Published): Observation | undefined {
  const { faults, outdated, testing, text, p } = record;
  const better = (value: string, advice: string): Remedy => ({
    advice,
    record: { name: `_dmarc.${domain}`, type: 'TXT', value },
  });
  if (faults.length > 0) {
    const advice = 'Receivers take what is usual in its place; write what you mean.';
    return warning(what, `“${faults.join('; ')}” means nothing`, better(mended(text, faults, p), advice));
  }
  if (testing) {
    const advice = 'Take t=y out when your reports are clean.';
    return warning(
      what,
      `${text}: t=y says that the policy is not to be applied yet`,
      better(taggedWithout(text, ['t']), advice),
    );
  }
  if (outdated.length === 0) return undefined;
  const advice = `Take ${outdated.join(' and ')} out; to try a policy there is t=y.`;
  return warning(
    what,
    `${text}: ${outdated.join(' and ')} mean nothing any more (RFC 9989, appendix C)`,
    better(taggedWithout(text, outdated), advice),
  );
}

function taggedWithout(text: string, names: readonly string[]): string {
  const parts = text.split(';').map((part) => part.trim());
  return parts.filter((part) => part !== '' && !names.includes(part.split('=')[0]?.trim() ?? '')).join('; ');
}

/** What means nothing is taken out, and `p` is there. */
function mended(text: string, faults: readonly string[], p: Policy | undefined): string {
  const [version, ...rest] = taggedWithout(
    text,
    faults.map((fault) => fault.split('=')[0] ?? ''),
  ).split('; ');
  return [version, ...(p === undefined ? ['p=none'] : []), ...rest].join('; ');
}
