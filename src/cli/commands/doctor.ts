import { type Chapter, examine, titles } from '../../doctor/doctor.ts';
import { fromFailure } from '../../doctor/home/from-failure.ts';
import type { Verdict } from '../../doctor/observation.ts';
import type { World } from '../../doctor/world.ts';
import { Failure } from '../../finding/failure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets } from '../../newsletter/secrets.ts';
import { probe } from '../../smtp/probe.ts';
import { patient, type Timeouts } from '../../smtp/timeouts.ts';
import { type Desk, note, print, printJson } from '../desk.ts';
import { doctorRows } from '../doctor-rows.ts';
import { exitCodes } from '../exit-codes.ts';
import { paintFor } from '../paint.ts';

interface Options {
  readonly offline?: boolean;
}

/** Says whether the newsletter can send and will be believed; ends with 4 if something is wrong. */
export async function run(desk: Desk, _: readonly string[], { offline }: Options): Promise<number> {
  const chapters = await chaptersFor(desk, offline === true);
  const counts = countVerdicts(chapters);
  if (desk.flags.json) printJson(desk, { counts, observations: chapters.flatMap(flat) });
  else printChapters(desk, chapters, counts);
  return counts.wrong > 0 ? exitCodes.setup : exitCodes.done;
}

/** Settings that cannot be read are what is wrong, and nothing else can be examined without them. */
async function chaptersFor(desk: Desk, offline: boolean): Promise<readonly Chapter[]> {
  try {
    const newsletter = openNewsletter(desk.cwd);
    const secrets = loadSecrets(newsletter.folder, desk.io.env);
    return await examine(newsletter, secrets, await worldOf(desk), offline);
  } catch (error) {
    if (!(error instanceof Failure) || !examined.includes(error.code)) throw error;
    return [{ title: titles.home, observations: fromFailure('newsletter.yaml', error) }];
  }
}

const examined: readonly string[] = ['settings/invalid', 'settings/secret-file'];

/** Whoever looks on does not want to wait as long as mail does. */
const brisk: Timeouts = { ...patient, connect: 10_000, greeting: 20_000, session: 20_000 };

async function worldOf({ io }: Desk): Promise<World> {
  return {
    zone: await io.openZone(),
    probe: (address) => probe({ address, ca: undefined, timeouts: brisk }),
    ownAddresses: io.ownAddresses(),
    platform: process.platform,
    now: io.now(),
  };
}

type Counts = Readonly<Record<Verdict, number>>;

function countVerdicts(chapters: readonly Chapter[]): Counts {
  const all = chapters.flatMap(({ observations }) => observations);
  const count = (wanted: Verdict) => all.filter(({ verdict }) => verdict === wanted).length;
  return { ok: count('ok'), warning: count('warning'), wrong: count('wrong'), unasked: count('unasked') };
}

function flat({ title, observations }: Chapter) {
  return observations.map((observation) => ({ chapter: title, ...observation }));
}

function printChapters(desk: Desk, chapters: readonly Chapter[], counts: Counts): void {
  const paint = paintFor(desk.io.stdout, desk.io, desk.flags.color);
  for (const [i, chapter] of chapters.entries()) {
    if (i > 0) print(desk, '');
    for (const row of doctorRows(chapter, paint)) print(desk, row);
  }
  const warnings = counts.warning === 1 ? '1 warning' : `${counts.warning} warnings`;
  note(desk, `\n${counts.wrong} wrong, ${warnings}. No mail was sent, and nothing was changed.`);
}
