import { Failure } from '../finding/failure.ts';
import { nearest } from '../finding/nearest.ts';
import { slugOf } from '../issue/slug.ts';
import { hasEnded } from '../mailing/steer.ts';
import { findMailings, type Mailing, type MailingState } from '../store/mailings.ts';
import type { Store } from '../store/store.ts';

/**
 * The mailing a person means: by its id, by its issue, or the one that is in one of `states`. Of several the only
 * one that is practice, or that is none, where `practice` says so.
 * @throws {Failure} `mailing/none`, `mailing/ambiguous`, `mailing/not-found`, `mailing/ended`, `mailing/state`
 */
export async function whichMailing(
  store: Store,
  wanted: string | undefined,
  states: readonly MailingState[],
  practice?: boolean,
): Promise<Mailing> {
  const meant = await mailingsNamed(store, wanted);
  const candidates = meant.filter((mailing) => states.includes(mailing.state));
  const alike = candidates.filter((mailing) => mailing.practice === practice);
  const [only] = alike.length === 1 ? alike : candidates;
  if (candidates.length > 1 && alike.length !== 1) throw ambiguous(candidates);
  if (only) return only;
  const [newest] = meant;
  throw newest === undefined || wanted === undefined ? none(states) : notNow(newest);
}

/** Every mailing a word names, the newest first; all of them without a word. @throws {Failure} `mailing/not-found` */
export async function mailingsNamed(store: Store, wanted: string | undefined): Promise<readonly Mailing[]> {
  const all = await findMailings(store.db);
  return wanted === undefined ? all : named(all, wanted);
}

/** By the id, or by the issue's slug, its end, or its path. */
function named(all: readonly Mailing[], wanted: string): readonly Mailing[] {
  const byId = all.filter(({ id }) => id === wanted);
  if (byId.length > 0) return byId;
  const slug = slugOf(wanted.replace(/^.*\//, '').replace(/\.(md|markdown|ya?ml|json)$/i, ''));
  const byIssue = all.filter(({ issue }) => issue === slug || issue.endsWith(`-${slug}`));
  if (byIssue.length > 0) return byIssue;
  throw notFound(wanted, all);
}

function none(states: readonly MailingState[]): Failure {
  const what = states.length === 1 ? `is ${states[0]}` : 'has anything left to do';
  return new Failure('usage', 'mailing/none', `No mailing ${what}`, {
    advice: 'See what there is: pennypost status',
    undone: 'Nothing was done.',
  });
}

function notNow(mailing: Mailing): Failure {
  if (mailing.state === 'done' || mailing.state === 'cancelled') return hasEnded(mailing);
  const { id, issue, list, state } = mailing;
  return new Failure('refused', 'mailing/state', `Mailing ${id} (${issue} to ${list}) is ${state}`, {
    advice: `See where it stands: pennypost status ${id}`,
    undone: 'Nothing was done.',
  });
}

function ambiguous(candidates: readonly Mailing[]): Failure {
  const names = candidates.map(
    ({ id, issue, list, state, practice }) =>
      `${id} (${issue} to ${list}, ${state}${practice ? ', practice' : ''})`,
  );
  return new Failure('usage', 'mailing/ambiguous', `There are several: ${names.join('; ')}`, {
    advice: 'Name the one you mean by its id.',
    undone: 'Nothing was done.',
  });
}

function notFound(wanted: string, all: readonly Mailing[]): Failure {
  const meant = nearest(
    wanted,
    all.flatMap(({ id, issue }) => [id, issue]),
  );
  return new Failure('usage', 'mailing/not-found', `There is no mailing “${wanted}”`, {
    advice: meant ? `Did you mean ${meant}?` : 'See what there is: pennypost status',
    undone: 'Nothing was done.',
  });
}
