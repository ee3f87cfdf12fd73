import { isAscii } from 'node:buffer';
import { needsSmtpUtf8 } from '../address/email-address.ts';
import type { Message } from '../message/message.ts';
import type { Extensions } from './extensions.ts';
import type { Stage } from './judgement.ts';
import type { Outcome } from './outcome.ts';

/** A step of an envelope: what to say, and where the reply belongs. */
export interface Step {
  readonly stage: Stage | 'reset';
  readonly command: string;
}

/**
 * What is said before a message, in order. `resets`: a transaction may be open, which RSET ends; `asks`: DATA asks
 * for leave to go on.
 */
export function envelopeOf(
  { envelope, raw }: Message,
  extensions: Extensions,
  { resets, asks }: { readonly resets: boolean; readonly asks: boolean },
): readonly Step[] {
  const steps: Step[] = resets ? [{ stage: 'reset', command: 'RSET' }] : [];
  steps.push({ stage: 'mail', command: mailCommand(envelope, raw, extensions) });
  steps.push({ stage: 'rcpt', command: `RCPT TO:<${envelope.to}>` });
  if (asks) steps.push({ stage: 'data', command: 'DATA' });
  return steps;
}

/** What this server could never take, said before MAIL. What it has no room for is no smaller for other readers. */
export function cannotCarry(
  { envelope: { from, to }, raw }: Message,
  extensions: Extensions,
): Outcome | undefined {
  const { smtpUtf8, largest } = extensions;
  if (!smtpUtf8 && needsSmtpUtf8(from)) {
    const reply =
      'Not handed over: the envelope sender is not plain ASCII, and the server does not offer SMTPUTF8';
    return { kind: 'pause', cause: 'sender', reply };
  }
  if (!smtpUtf8 && needsSmtpUtf8(to)) {
    const reply = 'Not handed over: the address is not plain ASCII, and the server does not offer SMTPUTF8';
    return { kind: 'elsewhere', reply };
  }
  if (/[\u0000-\u001f\u007f<>]/.test(to)) {
    const reply = 'Not handed over: the address cannot be written in a mail command';
    return { kind: 'rejected', reply, suppress: false };
  }
  if (largest === undefined || raw.length <= largest) return undefined;
  const reply = `Not handed over: the message has ${raw.length} bytes, and the server takes ${largest} at most`;
  return { kind: 'pause', cause: 'size', reply };
}

function mailCommand({ from, to }: Message['envelope'], raw: Buffer, extensions: Extensions): string {
  let command = `MAIL FROM:<${from}>`;
  if (extensions.size) command += ` SIZE=${raw.length}`;
  if (extensions.eightBitMime && !isAscii(raw)) command += ' BODY=8BITMIME';
  if (needsSmtpUtf8(from) || needsSmtpUtf8(to)) command += ' SMTPUTF8';
  return command;
}
