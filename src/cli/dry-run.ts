import { Failure } from '../finding/failure.ts';
import { type Aim, Audience } from '../mailing/audience.ts';
import { editionOf, freezeContent, variantKey } from '../mailing/content.ts';
import { type CopyParts, copiesOf, type MakeCopy } from '../mailing/copy.ts';
import type { PreparedIssue } from '../mailing/prepare.ts';
import type { Claim } from '../store/delivery.ts';
import type { Store } from '../store/store.ts';
import { type Desk, note, printJson } from './desk.ts';
import { exitCodes } from './exit-codes.ts';

interface Rehearsal {
  readonly desk: Desk;
  readonly store: Store;
  readonly prepared: PreparedIssue;
  readonly aim: Aim;
  readonly keys: readonly string[];
  readonly signerFor: CopyParts['signerFor'];
  /** The name of the server that they would be handed to. */
  readonly server: string;
}

/** A reader to whom nothing was handed over yet. */
const untouched = { attempts: 0, deferredSince: null, heldBefore: false } as const;

/** Makes every copy, down to its last byte, and hands over none; the ledger stays as it is. */
export async function dryRun(rehearsal: Rehearsal): Promise<number> {
  const { desk, store, prepared, aim, keys, signerFor, server } = rehearsal;
  const tally = { copies: 0, bytes: 0, largest: 0, failed: 0 };
  const audience = new Audience(prepared, aim, desk.io.now());
  for await (const recipients of audience.pages(store.db)) {
    const variants = new Map(recipients.map(({ segments }) => [variantKey(segments), segments]));
    const content = await freezeContent(prepared, variants.values());
    const edition = editionOf(content, { mailing: 'dry-run', kind: 'issue', list: aim.list });
    const makeCopy = copiesOf(content, edition, { keys, listId: aim.listId, signerFor });
    for (const { delivery } of recipients) {
      const claim = { ...delivery, ...untouched, datedAt: desk.io.now() };
      const size = await sizeOf(desk, claim, () => makeCopy(claim, server));
      tally.copies += 1;
      tally.bytes += size;
      tally.largest = Math.max(tally.largest, size);
      if (size === 0) tally.failed += 1;
    }
  }
  if (desk.flags.json) printJson(desk, { event: 'dry-run', ...tally });
  note(
    desk,
    `Made ${tally.copies === 1 ? '1 copy' : `${tally.copies} copies`} (${(tally.bytes / 1e6).toFixed(1)} MB, the largest ${(tally.largest / 1024).toFixed(0)} KB) and handed over none.`,
  );
  note(
    desk,
    'The server was reached and the login, if any, accepted. Nothing was sent, and no mailing was begun.',
  );
  return tally.failed > 0 ? exitCodes.incomplete : exitCodes.done;
}

/** 0 when the copy could not be made, which is told. */
async function sizeOf(desk: Desk, claim: Claim, make: () => ReturnType<MakeCopy>): Promise<number> {
  try {
    return (await make()).raw.length;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    note(desk, `${claim.email}  could not be made: ${error.message}`);
    return 0;
  }
}
