import { thisSender } from '../../mailing/identity.ts';
import { pauseMailing } from '../../mailing/steer.ts';
import { reapSenders } from '../../mailing/tenure.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import { type Desk, note, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { whichMailing } from '../which-mailing.ts';

/** Pauses a running mailing, from whichever terminal; its sender finishes what is on the wire and ends. */
export async function run(desk: Desk, [wanted]: readonly string[]): Promise<number> {
  return withStore(openNewsletter(desk.cwd), async (store) => {
    const mailing = await whichMailing(store, wanted, ['running']);
    if (desk.flags.dryRun) {
      note(desk, `Would pause mailing ${mailing.id} (${mailing.issue} to ${mailing.list}).`);
      return exitCodes.done;
    }
    await reapSenders(store, mailing.id, thisSender(), desk.io.now());
    const paused = await pauseMailing(store, mailing);
    note(
      desk,
      paused ? `Paused. To go on: pennypost resume ${mailing.id}` : `Mailing ${mailing.id} was not running.`,
    );
    return paused ? exitCodes.done : exitCodes.refused;
  });
}
