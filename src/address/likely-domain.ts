/**
 * The domain that somebody most likely meant: `gmial.com` → `gmail.com`. Only names of providers with many readers
 * are thought of, and only one slip of the finger in them, one at the end, or both; a word that is a real domain of
 * others is left out. So a company’s domain is hardly ever doubted, and many a slip is not noticed: it is a hint for
 * a person, and nothing is to be changed by it.
 */
export function likelyDomain(domain: string): string | undefined {
  const dot = domain.indexOf('.');
  const [name, ending] = [domain.slice(0, dot), domain.slice(dot + 1)];
  const provider = providers.get(name);
  if (provider?.includes(ending)) return undefined;
  const meant = provider ? name : nearProvider(name);
  if (meant === undefined) return undefined;
  return endingOf(meant, ending, provider !== undefined);
}

/** The endings under which a provider has mailboxes, the first being the best known. */
const providers: ReadonlyMap<string, readonly string[]> = new Map([
  ['gmail', ['com']],
  ['googlemail', ['com']],
  [
    'hotmail',
    ['com', 'fr', 'it', 'es', 'de', 'nl', 'be', 'se', 'dk', 'no', 'ch', 'co.uk', 'com.br', 'com.ar'],
  ],
  ['outlook', ['com', 'fr', 'it', 'es', 'de', 'at', 'be', 'dk', 'ie', 'pt', 'com.br', 'com.ar', 'com.au']],
  [
    'yahoo',
    ['com', 'fr', 'it', 'es', 'de', 'se', 'dk', 'no', 'ca', 'in', 'co.uk', 'co.in', 'co.jp', 'com.br'],
  ],
  ['icloud', ['com']],
  ['protonmail', ['com', 'ch']],
  ['aol', ['com', 'de', 'fr', 'it', 'co.uk']],
  ['live', ['com', 'fr', 'it', 'nl', 'de', 'be', 'se', 'dk', 'no', 'ca', 'co.uk', 'com.au']],
  ['msn', ['com']],
  ['gmx', ['de', 'net', 'at', 'ch', 'com']],
  ['web', ['de']],
  ['t-online', ['de']],
  ['freenet', ['de']],
  ['comcast', ['net']],
  ['verizon', ['net']],
  ['sbcglobal', ['net']],
  ['bellsouth', ['net']],
  ['btinternet', ['com']],
  ['wanadoo', ['fr']],
]);

/** Words one slip away from a provider that are names of others: a name, a company, another provider. */
const innocent = new Set(['gail', 'grail', 'incloud', 'freeset', 'comcash']);

/** Below this length a slip is as likely another word: `web`, `wed`, `live`, `life`. */
const shortest = 5;

/** By their first letters: most domains begin with none of them, and nobody looks closer. */
const byFirst = new Map<string, string[]>();
for (const name of providers.keys()) {
  const first = name[0] as string;
  if (name.length >= shortest) byFirst.set(first, [...(byFirst.get(first) ?? []), name]);
}

function nearProvider(name: string): string | undefined {
  for (const letter of [name[0], name[1]]) {
    const near = byFirst.get(letter ?? '')?.find((meant) => isOneSlip(name, meant));
    if (near !== undefined && !innocent.has(name)) return near;
  }
  return undefined;
}

/**
 * Whether one letter is missing, too many, wrong, or changed places with the next. The first letter is right, or
 * stands second: `mail`, `email` and `ymail` are no slips for `gmail`.
 */
function isOneSlip(name: string, meant: string): boolean {
  let at = 0;
  while (at < name.length && name[at] === meant[at]) at += 1;
  const swapped = name[at] === meant[at + 1] && name[at + 1] === meant[at];
  if (swapped && name.slice(at + 2) === meant.slice(at + 2)) return true;
  if (at === 0) return false;
  const [rest, wanted] = [name.slice(at), meant.slice(at)];
  return rest.slice(1) === wanted || rest === wanted.slice(1) || rest.slice(1) === wanted.slice(1);
}

/** What `com`, `net` and others become when a finger slips; none of them ends a domain with mailboxes of many. */
const slips: ReadonlyMap<string, string> = new Map([
  ...mistyped('com', 'con cm om co comm coom cim vom xom cpm cmo ocm ccom clm'),
  ...mistyped('net', 'ney met nte nett ne'),
  ...mistyped('de', 'dee ded'),
  ...mistyped('co.uk', 'co.ukk couk co.k'),
]);

function mistyped(ending: string, slipped: string): (readonly [slip: string, ending: string])[] {
  return slipped.split(' ').map((slip) => [slip, ending] as const);
}

/** They are under one ending in the whole world, so another country’s is a slip too; the others are under many. */
const underOne = new Set(['gmail', 'icloud']);

const anyEnding = /^(?:[a-z]{2,3}|com?\.[a-z]{2})$/;

function endingOf(meant: string, ending: string, exact: boolean): string | undefined {
  const endings = providers.get(meant) as readonly string[];
  if (endings.includes(ending) && !exact) return `${meant}.${ending}`;
  if (exact && underOne.has(meant) && anyEnding.test(ending)) return `${meant}.com`;
  const mended = slips.get(ending);
  return mended !== undefined && endings.includes(mended) ? `${meant}.${mended}` : undefined;
}
