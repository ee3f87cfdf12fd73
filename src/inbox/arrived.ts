/** So many bytes of a message are read, from its beginning: what a request says stands in its header. */
export const headSize = 64 * 1024;

/** A message that lies in the mailbox, as far as it is read. */
export interface Arrived {
  /** How its place is called: `UID 12`, `new/1763…`, `message 3`. */
  readonly name: string;
  /** Its first `headSize` bytes. */
  readonly head: Buffer;
  /** When it came, in milliseconds since 1970, as whoever received it says. */
  readonly arrivedAt: number | undefined;
  /** Marks it as seen; the only thing that is ever changed in a mailbox. */
  readonly markSeen: () => Promise<void>;
}

/** A mailbox, read from its oldest message to its newest; a failure ends the reading. */
export type Mail = AsyncIterable<Arrived>;
