import type { Zone } from '../dns/zone.ts';
import { type Observation, ok, type RecordToPublish, unasked, warning, wrong } from '../observation.ts';
import { countSpf, mostLookups, mostVoids, type SpfCost } from './count.ts';
import { isSpf, readSpf, type SpfRecord } from './record.ts';

/** Whose envelope mail goes out in, and through which host, where that is known. */
export interface SpfQuestion {
  readonly domain: string;
  readonly server: string | undefined;
}

/** SPF of the domain of the envelope sender (RFC 7208): may servers send for it, and can that be found out? */
export async function examineSpf(zone: Zone, question: SpfQuestion): Promise<Observation> {
  const { domain } = question;
  const what = `SPF of ${domain}`;
  const answer = await zone.txt(domain);
  if (answer.kind === 'failed') return unasked(what, answer.why);
  const [text, ...others] = answer.kind === 'found' ? answer.values.filter(isSpf) : [];
  if (text === undefined) return missing(what, question);
  if (others.length > 0) return several(what, domain, [text, ...others]);
  const read = readSpf(text);
  if (!read.ok) {
    const detail = `“${read.word}” in it is no SPF, so the whole record counts for nothing (RFC 7208 s.4.6)`;
    return wrong(what, detail, {
      advice: 'Take that word out or mend it.',
      record: publish(domain, without(text, read.word)),
    });
  }
  return judge(what, domain, text, read.record, await countSpf(zone, domain, read.record));
}

function missing(what: string, { domain, server }: SpfQuestion): Observation {
  const value = `v=spf1 ${server === undefined ? 'mx' : `a:${server}`} ~all`;
  return wrong(what, 'there is no SPF record, and receivers do not know who may send for this domain', {
    advice:
      'Publish one. Where your mail service names an “include:…” of its own in its help, write that in place of what stands before ~all.',
    record: publish(domain, value),
  });
}

function several(what: string, domain: string, texts: readonly string[]): Observation {
  return wrong(
    what,
    `there are ${texts.length} SPF records, and with more than one none counts (RFC 7208 s.4.5)`,
    {
      advice: 'Put them into one, and take the others away.',
      record: publish(domain, merged(texts)),
    },
  );
}

function judge(what: string, domain: string, text: string, record: SpfRecord, cost: SpfCost): Observation {
  const found = `${text} (${cost.lookups} of ${mostLookups} lookups)`;
  const [fault] = cost.faults;
  if (fault !== undefined)
    return wrong(what, `${fault}: receivers treat the whole record as an error (RFC 7208 s.4.6)`, {
      advice: 'Mend or take out that part.',
    });
  if (cost.lookups > mostLookups) return tooMany(what, cost);
  if (cost.voids > mostVoids) return tooManyVoids(what, cost);
  if (cost.all?.qualifier === '+') return openToAll(what, domain, text, record);
  const [silent] = cost.unanswered;
  if (silent !== undefined) return unasked(what, `not all of it could be followed: ${silent}`);
  return (
    remarks(domain, text, record, cost).map(([detail, advice, better]) => {
      return warning(what, detail, {
        advice,
        ...(better === undefined ? {} : { record: publish(domain, better) }),
      });
    })[0] ?? ok(what, found)
  );
}

function tooMany(what: string, { lookups }: SpfCost): Observation {
  const detail = `it takes ${lookups} lookups, and receivers give up after ${mostLookups} (RFC 7208 s.4.6.4)`;
  return wrong(what, detail, {
    advice:
      'Take out services that you no longer send through, or name their networks with ip4: and ip6:, which cost nothing.',
  });
}

function tooManyVoids(what: string, { voids }: SpfCost): Observation {
  const detail = `${voids} of its names have no answer, and receivers give up after ${mostVoids} (RFC 7208 s.4.6.4)`;
  return wrong(what, detail, { advice: 'Take out the names that are no longer there.' });
}

function openToAll(what: string, domain: string, text: string, { redirect }: SpfRecord): Observation {
  const advice = 'End it in ~all, or in -all when you are sure of it.';
  const record =
    redirect === undefined ? { record: publish(domain, text.replace(/ \+?all\b/i, ' ~all')) } : {};
  return wrong(what, 'it ends in +all, which lets everybody send in your name', { advice, ...record });
}

type Remark = readonly [detail: string, advice: string, better?: string];

function remarks(
  domain: string,
  text: string,
  { mechanisms }: SpfRecord,
  { all, unfollowed }: SpfCost,
): Remark[] {
  const found: Remark[] = [];
  if (all === undefined && unfollowed.length === 0)
    found.push([
      'it does not say what holds for all other servers',
      'End it in ~all.',
      `${text.trim()} ~all`,
    ]);
  if (all?.qualifier === '?')
    found.push([
      'it ends in ?all, which says nothing of other servers',
      'End it in ~all.',
      text.replace('?all', '~all'),
    ]);
  if (mechanisms.some(({ name }) => name === 'ptr'))
    found.push([
      `it uses “ptr”, which is not to be used any more (RFC 7208 s.5.5)`,
      `Name the servers of ${domain} with a: or ip4: in its place.`,
    ]);
  return found;
}

function publish(name: string, value: string): RecordToPublish {
  return { name, type: 'TXT', value };
}

function without(text: string, word: string): string {
  return text
    .split(' ')
    .filter((one) => one !== word)
    .join(' ');
}

/** All words of all records once, and the mildest end. */
function merged(texts: readonly string[]): string {
  const words = texts.flatMap((text) => text.split(' ').slice(1).filter(Boolean));
  const kept = [...new Set(words.filter((word) => !/^[-+~?]?all$/i.test(word)))];
  return ['v=spf1', ...kept, '~all'].join(' ');
}
