import { Failure } from '../../finding/failure.ts';

/**
 * The headers a signature covers, each once more than the message has it, so that whoever adds another one
 * breaks the signature (RFC 6376 s.8.15). Both of RFC 8058 are among them, as its section 4 wants.
 */
export const coveredHeaders = [
  'From',
  'To',
  'Cc',
  'Subject',
  'Date',
  'Message-ID',
  'Reply-To',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
] as const;

/** RFC 6376 s.5.4 and RFC 8058 s.4: a signature without these is worth nothing to a newsletter. */
const indispensable: readonly string[] = ['from', 'list-unsubscribe', 'list-unsubscribe-post'];

/** The headers that a server’s settings may leave unsigned. */
export const optionalHeaders: readonly string[] = coveredHeaders.filter(
  (name) => !indispensable.includes(name.toLowerCase()),
);

/**
 * The headers covered when those of `unsigned`, in whatever case, are left out because a relay rewrites them.
 * @throws {Failure} `dkim/unsigned` for a header that is never signed, or always.
 */
export function coverage(unsigned: readonly string[]): readonly string[] {
  const left = new Set(unsigned.map((name) => name.trim().toLowerCase()));
  const stay = [...left].find((name) => indispensable.includes(name));
  if (stay !== undefined) throw wrong(stay, 'has to be signed', 'Take it out of the list.');
  const covered = coveredHeaders.filter((name) => !left.delete(name.toLowerCase()));
  const [unknown] = left;
  if (unknown !== undefined) throw wrong(unknown, 'is none of those that are signed', among);
  return covered;
}

const among = `The headers that may be left unsigned: ${optionalHeaders.join(', ')}.`;

function wrong(name: string, what: string, advice: string): Failure {
  return new Failure('setup', 'dkim/unsigned', `The header “${name}”, to be left unsigned, ${what}`, {
    advice,
    undone: 'Nothing was sent.',
  });
}
