/** How long to wait for each answer, in milliseconds. */
export interface Timeouts {
  readonly connect: number;
  readonly greeting: number;
  /** EHLO, STARTTLS and AUTH. */
  readonly session: number;
  /** MAIL, RCPT and RSET. */
  readonly envelope: number;
  readonly data: number;
  /** Each block of 64 KB of the message to be taken off our hands. */
  readonly block: number;
  /** The answer to the final dot: a shorter wait makes duplicates. */
  readonly final: number;
  readonly quit: number;
  /** Anything more after a 421, from a server that does not hang up. */
  readonly farewell: number;
}

const second = 1000;
const minute = 60 * second;

/** RFC 5321 s.4.5.3.2, which asks for at least so much. */
export const patient: Timeouts = {
  connect: 2 * minute,
  greeting: 5 * minute,
  session: 5 * minute,
  envelope: 5 * minute,
  data: 2 * minute,
  block: 3 * minute,
  final: 10 * minute,
  quit: 2 * second,
  farewell: 5 * second,
};
