import { type Arrived, headSize, type Mail } from './arrived.ts';

/**
 * The messages of an mbox, each behind a line that begins with `From ` and follows an empty one (RFC 4155), or the
 * one message that the text is when it begins otherwise. Only the beginning of each is kept, however long it is.
 */
export async function* readMbox(chunks: AsyncIterable<Uint8Array>): Mail {
  let count = 0;
  for await (const head of headsOf(chunks)) {
    count += 1;
    yield messageNumber(count, head);
  }
}

function messageNumber(number: number, head: Buffer): Arrived {
  return { name: `message ${number}`, head, arrivedAt: undefined, markSeen: async () => undefined };
}

async function* headsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let head: string | undefined;
  let [isMbox, afterBlank] = [false, true];
  for await (const line of linesOf(chunks)) {
    const isSeparator = afterBlank && line.startsWith('From ') && (isMbox || head === undefined);
    if (isSeparator) {
      if (head !== undefined) yield Buffer.from(head, 'latin1');
      [isMbox, head] = [true, ''];
    } else {
      head = (head ?? '') + line.slice(0, headSize - (head?.length ?? 0));
    }
    afterBlank = line === '\n' || line === '\r\n';
  }
  if (head !== undefined) yield Buffer.from(head, 'latin1');
}

/** Lines with their ends, a character for each byte; what has no end for longer than a head comes in pieces. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split(/(?<=\n)/);
    rest = lines.at(-1)?.endsWith('\n') ? '' : (lines.pop() ?? '');
    yield* lines;
    if (rest.length <= headSize) continue;
    yield rest;
    rest = '';
  }
  if (rest !== '') yield rest;
}
