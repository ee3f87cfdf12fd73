import { Failure } from '../finding/failure.ts';
import { nearest } from '../finding/nearest.ts';
import { slugOf } from '../issue/slug.ts';
import { findMailing, findMailings, type Mailing, type MailingState } from '../store/mailings.ts';
import type { Store } from '../store/store.ts';

export const unfinished: readonly MailingState[] = ['running', 'paused', 'incomplete'];

/**
 * The mailing a person means: by its id, by its issue, or the one that is in one of `states`.
 * @throws {Failure} `mailing/none`, `mailing/ambiguous`, `mailing/not-found`
 */
export async function whichMailing(
  store: Store,
  wanted: string | undefined,
  states: readonly MailingState[],
): Promise<Mailing> {
  if (wanted !== undefined) {
    const byId = await findMailing(store.db, wanted);
    if (byId) return byId;
  }
  const all = await findMailings(store.db);
  const slug =
    wanted === undefined
      ? undefined
      : slugOf(wanted.replace(/^.*\//, '').replace(/\.(md|markdown|ya?ml|json)$/i, ''));
  const named =
    slug === undefined ? all : all.filter(({ issue }) => issue === slug || issue.endsWith(`-${slug}`));
  if (wanted !== undefined && named.length === 0) throw notFound(wanted, all);
  const candidates = named.filter((mailing) => states.includes(mailing.state));
  const [only] = candidates;
  if (candidates.length > 1) throw ambiguous(candidates);
  if (only) return only;
  throw new Failure('usage', 'mailing/none', 'There is no mailing that this could be about', {
    advice: 'See what there is: pennypost status',
    undone: 'Nothing was done.',
  });
}

function ambiguous(candidates: readonly Mailing[]): Failure {
  const names = candidates.map(
    (mailing) => `${mailing.id} (${mailing.issue} to ${mailing.list}, ${mailing.state})`,
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
