import type { EmailAddress } from '../../address/email-address.ts';
import { Failure } from '../../finding/failure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { loadSecrets } from '../../newsletter/secrets.ts';
import { findLists } from '../../store/lists.ts';
import type { Store } from '../../store/store.ts';
import { showSubscriber } from '../../subscribers/look.ts';
import { type Removed, removeSubscriber } from '../../subscribers/remove.ts';
import { type Desk, note, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { typedAddress } from '../typed-address.ts';
import { whichList } from '../which-list.ts';

/** Unsubscribes one person from a list, or from every list when none is named. Asks nothing: they have asked. */
export async function run(
  desk: Desk,
  [address = '']: readonly string[],
  options: { list?: string },
): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const email = typedAddress(address);
  const removed = await withStore(newsletter, async (store) => {
    const list = await listMeant(store, options.list);
    if (desk.flags.dryRun) return await foresee(store, email, list);
    const secrets = loadSecrets(newsletter.folder, desk.io.env).linkKeys;
    return await removeSubscriber(store, { email, list, secrets, now: desk.io.now() });
  });
  if (removed.outcome === 'notThere' || removed.outcome === 'noSuchList') throw notThere(address);
  if (desk.flags.json) printJson(desk, { email, ...removed, dryRun: desk.flags.dryRun });
  else note(desk, `${desk.flags.dryRun ? 'Dry run: ' : ''}${sentence(address, removed)}`);
  return exitCodes.done;
}

/** The list that is named, or the only one there is; every list when there are several. */
async function listMeant(store: Store, wanted: string | undefined): Promise<string | undefined> {
  const several = wanted === undefined && (await findLists(store.db)).length > 1;
  return several ? undefined : (await whichList(store, wanted)).name;
}

/** What removing would come to; nothing is written. */
async function foresee(store: Store, email: EmailAddress, list: string | undefined): Promise<Removed> {
  const known = await showSubscriber(store, email);
  const all = (known?.subscriptions ?? []).filter((one) => list === undefined || one.list === list);
  const current = all.filter((one) => one.state !== 'unsubscribed').map((one) => one.list);
  if (current.length > 0) return { outcome: 'removed', lists: current };
  if (all.length > 0) return { outcome: 'leftBefore' };
  return { outcome: list === undefined ? 'notThere' : 'noted' };
}

function sentence(address: string, removed: Removed): string {
  if (removed.outcome === 'removed') {
    return `${address} has left ${removed.lists.join(', ')} and gets no more mail from there. No import brings them back.`;
  }
  return removed.outcome === 'noted'
    ? `${address} was not on the list. They are noted as having left, so that no import brings them in.`
    : `${address} had left already.`;
}

function notThere(address: string): Failure {
  return new Failure('usage', 'subscribers/unknown', `${address} is on no list`, {
    advice: 'To keep them off one for good, name it: --list NAME',
    undone: 'Nothing was done.',
  });
}
