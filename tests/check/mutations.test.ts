import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding/finding.ts';
import { inspect } from './bench.ts';

/** The clean sample issue with one mistake in it, and the lines where it may be told. */
interface Mistake {
  readonly kind: string;
  readonly text: string;
  readonly lines: readonly number[];
}

const seed = readFileSync('issues/2016-10-24-failing-at-therapy.md', 'utf8');
const lines = seed.split('\n');
const bodyStart = lines.indexOf('---', 1) + 1;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randoms(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** One line changed; told on it. */
function changed(kind: string, line: number, text: string): Mistake {
  const next = [...lines];
  next[line] = text;
  return { kind, text: next.join('\n'), lines: [line + 1] };
}

/** Lines put in before one, told on the first of them but for `at`. */
function inserted(kind: string, before: number, added: readonly string[], at = 0): Mistake {
  const next = [...lines.slice(0, before), ...added, ...lines.slice(before)];
  return { kind, text: next.join('\n'), lines: [before + at + 1] };
}

/** Lines of a paragraph that begin one, outside lists and quotes. */
const paragraphs = lines.flatMap((line, i) =>
  i > bodyStart && lines[i - 1] === '' && /^[A-Z]\w+ \w+ \w+/.test(line) ? [i] : [],
);
/** Lines with an inline link to the web. */
const linked = lines.flatMap((line, i) => (i >= bodyStart && /\]\(https?:\/\/[^)]+\)/.test(line) ? [i] : []));
const wordy = lines.flatMap((line, i) =>
  i > bodyStart && /\b(?:the|and|of|to|with|for|are|our)\b/.test(line) && !/[[\]#>]/.test(line) ? [i] : [],
);

function inLink(kind: string, random: Random, change: (url: string) => string): Mistake {
  const line = pick(linked, random);
  return changed(
    kind,
    line,
    lines[line]?.replace(/\]\((https?:\/\/[^)]+)\)/, (_, url) => `](${change(url)})`) ?? '',
  );
}

function before(random: Random): number {
  return pick(paragraphs, random);
}

function front(kind: string, line: string, replaces?: RegExp): Mistake {
  const old = replaces ? lines.findIndex((one) => replaces.test(one)) : -1;
  return old >= 0 ? changed(kind, old, line) : inserted(kind, 1, [line]);
}

const callout = ':::callout{tone=tip}';

/** The kinds of mistakes that check is for. */
const kinds: readonly ((random: Random) => Mistake)[] = [
  (random) => inLink('scheme without its first letter', random, (url) => url.replace(/^h/, '')),
  (random) => inLink('scheme with a letter too few', random, (url) => url.replace(/^https?/, 'htp')),
  (random) => inLink('scheme with one slash', random, (url) => url.replace('//', '/')),
  (random) => inLink('relative address', random, () => '/about'),
  (random) => inLink('no scheme', random, (url) => url.replace(/^https?:\/\//, '')),
  (random) =>
    inLink('placeholder for an address', random, () => pick(['LINK_HERE', 'TODO', 'url', '#'], random)),
  (random) => inLink('empty address', random, () => ''),
  (random) => inLink('localhost', random, () => 'http://localhost:3000/post'),
  (random) => inLink('mail address without mailto', random, () => 'ada@example.org'),
  (random) => inLink('script', random, () => 'javascript:void(0)'),
  (random) => inLink('comma within the address', random, (url) => `${url},`),
  (random) =>
    inLink('somebody’s token', random, (url) => `${url}${url.includes('?') ? '&' : '?'}mc_eid=4f2a90c1d3`),
  (random) => inLink('merge field in an address', random, (url) => `${url}/{{first_name}}`),
  (random) => inserted('undefined reference', before(random), ['See [this][nowhere] too.', '']),
  (random) => inserted('link without words', before(random), ['And [](https://example.org/more).', '']),
  (random) =>
    inserted('click here', before(random), ['For more [click here](https://example.org/more).', '']),
  (random) =>
    inserted('another address than shown', before(random), ['[www.example.org](https://example.net/x)', '']),
  (random) => {
    const line = pick(wordy, random);
    const text = lines[line] as string;
    return changed('doubled word', line, text.replace(/\b(the|and|of|to|with|for|are|our)\b/, '$1 $1'));
  },
  (random) => inserted('TODO', before(random), ['TODO: say more.', '']),
  (random) => inserted('lorem ipsum', before(random), ['Lorem ipsum dolor sit amet.', '']),
  (random) => inserted('name in brackets', before(random), ['Thank you, [first name], for reading.', '']),
  (random) =>
    inserted('merge field of another tool', before(random), [
      `Thank you, ${pick(['*|FNAME|*', '%%first_name%%', '{first_name}'], random)}.`,
      '',
    ]),
  (random) => inserted('lost code', before(random), ['It returns a Vec<T> of them.', '']),
  (random) => inserted('raw HTML', before(random), ['<div class="box">Look.</div>', '']),
  (random) => inserted('unknown field', before(random), ['Thank you, {{frist_name|friend}}.', '']),
  (random) => inserted('malformed field', before(random), ['Thank you, {{First Name}}.', '']),
  (random) => inserted('logic of another tool', before(random), ['{% if paid %}Thank you.{% endif %}', '']),
  (random) => inserted('empty section', before(random), ['## One', '', '## Two', '']),
  (random) => inserted('picture that is not there', before(random), ['![The sea](gone.png)', '']),
  (random) => inserted('picture without words', before(random), ['![](here.png)', '']),
  (random) => inserted('directive that is not closed', before(random), [callout, 'A tip.', '']),
  (random) =>
    inserted('directive that there is not', before(random), [':::calout{tone=tip}', 'A tip.', ':::', '']),
  (random) =>
    inserted('attribute that there is not', before(random), [':::callout{tune=tip}', 'A tip.', ':::', '']),
  (random) =>
    inserted('value that there is not', before(random), [':::callout{tone=loud}', 'A tip.', ':::', '']),
  (random) =>
    inserted('segment that there is not', before(random), [':::only{segment=pres}', 'A tip.', ':::', '']),
  (random) => inserted('button without an address', before(random), ['::button[Read on]', '']),
  (random) =>
    inserted(
      'steps that begin anew',
      before(random),
      ['1. Open the box.', '', 'It is tight.', '', '1. Take it out.', ''],
      4,
    ),
  () => front('key that there is not', 'titel: Failing'),
  () => front('title cut by a comment', 'title: Why C # matters', /^title:/),
  () => front('title that YAML reads otherwise', 'title: [Failing] at Therapy', /^title:/),
  () => front('day that there is not', 'date: 2016-02-30', /^date:/),
  () => front('false reply', 'subject: "Re: your session"', /^subject:/),
  () => front('capitals', 'subject: FAILING AT THERAPY', /^subject:/),
  () => front('exclamation marks', 'subject: Failing at therapy!!', /^subject:/),
];

/** Errors and warnings that the clean issue has not. */
async function told(text: string): Promise<Finding[]> {
  const findings = await inspect(text);
  return findings.filter(({ severity }) => severity !== 'hint');
}

describe('one mistake in the clean sample issue', () => {
  it('is found on its line, at least 97 of 100 times', async () => {
    expect(await told(seed)).toEqual([]);
    const random = randoms(20_261_201);
    const missed: string[] = [];
    const times = 200;
    for (let i = 0; i < times; i += 1) {
      const mistake = (kinds[i % kinds.length] as (typeof kinds)[number])(random);
      const findings = await told(mistake.text);
      const found = findings.some(({ place }) => place && mistake.lines.includes(place.line));
      if (!found) {
        const where = findings.map(({ code, place }) => `${code}:${place?.line}`).join(' ');
        missed.push(`${mistake.kind} on line ${mistake.lines.join()}: ${where || 'nothing'}`);
      }
    }
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(times * 0.03);
  }, 120_000);
});
