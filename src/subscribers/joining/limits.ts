import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import {
  countJoining,
  countJoiningMail,
  findJoiningMails,
  forgetJoiningCounts,
  resetJoiningMails,
  sumJoiningCounts,
} from '../../store/joining-counts.ts';
import type { Tables } from '../../store/tables.ts';
import { networksOf } from './network.ts';
import { oneMailbox } from './one-mailbox.ts';

/** How many wishes to join are taken in any hour. */
export interface JoiningLimits {
  /** From one household; four times as many from the network around it. */
  readonly network: number;
  /** From everywhere. */
  readonly overall: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Counts are kept by the ten minutes. */
const bucket = 10 * minute;
/** How many households there are in a network around one, as limits see it. */
const wideFactor = 4;
/** Without a page of ours having been opened, so much of a network’s share. */
const strangerPart = 5;
/** To one address: one in a day, and ever so many that nobody confirms. */
const mailsEver = 3;
/** To all addresses together that end in one mailbox: a flood may come to as many as somebody can think of. */
const mailboxADay = 5;

/** Who wants to join, as limits see it. */
export interface Asker {
  /** Their address on the internet. */
  readonly network: string;
  /** A page of ours was opened for it. */
  readonly hasTicket: boolean;
  /** Sign the hashes that counts are kept under, as the secret of links: the first writes, all are read. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Counts one more, or says that there were too many from there, or from everywhere. */
export async function takeTurn(
  db: Kysely<Tables>,
  { network, overall }: JoiningLimits,
  { network: address, hasTicket, secrets, now }: Asker,
): Promise<'taken' | 'tooMany'> {
  await forgetJoiningCounts(db, now - day);
  const { near, wide } = networksOf(address);
  const part = hasTicket ? 1 : strangerPart;
  const turns = [
    { subjects: hashesOf(secrets, 'near', near), most: Math.ceil(network / part) },
    { subjects: hashesOf(secrets, 'wide', wide), most: Math.ceil((network * wideFactor) / part) },
    { subjects: ['all'], most: overall },
  ];
  for (const { subjects, most } of turns) {
    if ((await sumJoiningCounts(db, subjects, now - hour - bucket)) >= most) return 'tooMany';
  }
  for (const { subjects } of turns) await countJoining(db, subjects[0] ?? '', now - (now % bucket));
  return 'taken';
}

/** Kinds of mail are counted apart, so that nobody uses up the confirmations of who is on the list now. */
type MailKind = 'confirm' | 'already' | 'change';

/**
 * Counts one more mail to an address, or says that none may go: one went today, or nobody answered three, or its
 * mailbox has had its share under other addresses.
 */
export async function takeMail(
  db: Kysely<Tables>,
  kind: MailKind,
  emailKey: string,
  { secrets, now }: Pick<Asker, 'secrets' | 'now'>,
): Promise<boolean> {
  const subjects = hashesOf(secrets, kind, emailKey);
  const { mails, lastAt } = await findJoiningMails(db, subjects);
  const mailbox = hashesOf(secrets, 'mailbox', oneMailbox(emailKey));
  const today = await sumJoiningCounts(db, mailbox, now - day);
  if (mails >= mailsEver || lastAt > now - day || today >= mailboxADay) return false;
  await countJoiningMail(db, subjects[0] ?? '', now);
  await countJoining(db, mailbox[0] ?? '', now - (now % bucket));
  return true;
}

/** Whoever confirms has shown that the mails were welcome. */
export function forgiveMails(
  db: Kysely<Tables>,
  emailKey: string,
  secrets: readonly string[],
): Promise<void> {
  return resetJoiningMails(db, hashesOf(secrets, 'confirm', emailKey));
}

/** Whoever has the store but not the secret cannot try addresses against it. */
function hashesOf(
  secrets: readonly string[],
  kind: 'near' | 'wide' | 'mailbox' | MailKind,
  text: string,
): string[] {
  return secrets.map((secret) =>
    createHmac('sha256', secret)
      .update(`pennypost joining\0${kind}\0${text}`)
      .digest('base64url')
      .slice(0, 32),
  );
}
