import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A ticket shows that a page of ours was opened, for what and when: a form carries it, so that whatever only
 * follows links or guesses addresses cannot act. 48 bits of time in milliseconds and 128 bits of HMAC-SHA-256,
 * in base64url.
 */
export function issueTicket(secrets: readonly string[], purpose: string, now: number): string {
  const time = timeBytes(now);
  return Buffer.concat([time, macOf(secrets[0] ?? '', purpose, time)]).toString('base64url');
}

/** How many milliseconds ago a ticket was given out for this purpose; nothing for any other text. */
export function ticketAge(
  secrets: readonly string[],
  purpose: string,
  ticket: string,
  now: number,
): number | undefined {
  const bytes = Buffer.from(ticket, 'base64url');
  if (bytes.length !== timeLength + macLength || bytes.toString('base64url') !== ticket) return undefined;
  const [time, mac] = [bytes.subarray(0, timeLength), bytes.subarray(timeLength)];
  // Every secret is tried, also when the first one fits, so that the time it takes says nothing.
  const genuine = secrets.map((secret) => timingSafeEqual(macOf(secret, purpose, time), mac));
  return genuine.includes(true) ? now - time.readUIntBE(0, timeLength) : undefined;
}

const timeLength = 6;
const macLength = 16;

function timeBytes(now: number): Buffer {
  const time = Buffer.alloc(timeLength);
  time.writeUIntBE(now, 0, timeLength);
  return time;
}

function macOf(secret: string, purpose: string, time: Buffer): Buffer {
  const mac = createHmac('sha256', secret).update('pennypost ticket\0').update(time).update(purpose);
  return mac.digest().subarray(0, macLength);
}
