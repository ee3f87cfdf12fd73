import { createHash } from 'node:crypto';
import type { Store } from '../store/store.ts';
import { type Acted, actOn } from './act.ts';
import type { Arrived, Mail } from './arrived.ts';
import { type Header, headerBlock, readHeader } from './header.ts';
import { type Unclear, understand } from './understand.ts';

/** What was read in one message, and what came of it. */
export type Handled = { readonly name: string } & (
  | {
      readonly kind: 'request';
      readonly acted: Acted;
      /** Who the message says it is from, where that is not the reader. */
      readonly sender: string | undefined;
    }
  | { readonly kind: 'bounce' | 'automatic' }
  | { readonly kind: 'unclear'; readonly why: Unclear; readonly sender: string; readonly subject: string }
);

export interface Reading {
  readonly store: Store;
  /** The keys that tokens were signed with, retired ones too. */
  readonly secrets: readonly string[];
  readonly now: () => number;
  readonly dryRun: boolean;
  /** Marks messages as seen that were understood as requests. */
  readonly markSeen: boolean;
}

/** Acts on what a mailbox asks for, message by message. What is not understood stays as it was. */
export async function* readInbox(mail: Mail, reading: Reading): AsyncGenerator<Handled> {
  for await (const arrived of mail) {
    const handled = await handle(arrived, reading);
    if (reading.markSeen && !reading.dryRun && handled.kind === 'request') await arrived.markSeen();
    yield handled;
  }
}

async function handle({ name, head, arrivedAt }: Arrived, reading: Reading): Promise<Handled> {
  const header = await readHeader(head);
  if (!header) return { name, kind: 'unclear', why: 'longHeader', sender: '', subject: '' };
  const { from: sender, subject } = header;
  const understood = understand(header, reading.secrets);
  if (understood.kind === 'unclear') return { name, ...understood, sender, subject };
  if (understood.kind !== 'leave') return { name, kind: understood.kind };
  const message = createHash('sha256')
    .update(headerBlock(head) ?? '', 'latin1')
    .digest('hex')
    .slice(0, 32);
  const request = { claim: understood.claim, message, arrivedAt: arrivedAt ?? receivedAt(header) };
  const acted = await actOn(reading.store, request, reading.now(), reading.dryRun);
  const isReader = 'email' in acted && acted.email.toLowerCase() === sender.toLowerCase();
  return { name, kind: 'request', acted, sender: isReader || sender === '' ? undefined : sender };
}

/** What the last server on the way noted (RFC 5321 s.4.4): behind the last semicolon of the first `Received`. */
function receivedAt(header: Header): number | undefined {
  const time = Date.parse(header.first('received').split(';').at(-1) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
