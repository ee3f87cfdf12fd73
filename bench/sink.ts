// A mail server that keeps nothing, so that sending can be measured everywhere:
// `tsx bench/sink.ts [--rtt MILLISECONDS] [--without CHUNKING]…` says on which port it listens, and at SIGTERM
// how many messages and bytes it took. `--rtt` delays every reply, as a far server's distance does.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rtt: { type: 'string', default: '0' },
    without: { type: 'string', multiple: true, default: [] },
  },
});
const rtt = Number(values.rtt);
const extensions = ['PIPELINING', '8BITMIME', 'CHUNKING', 'SIZE 100000000'].filter(
  (extension) => !values.without.includes(extension),
);
const announcement = ['sink.example', ...extensions]
  .map((line, i) => `250${i === extensions.length ? ' ' : '-'}${line}\r\n`)
  .join('');
const ending = Buffer.from('\r\n.\r\n');

let messages = 0;
let bytes = 0;

/** What the next bytes are: a command, a message up to its final dot, or so many bytes of a chunk. */
type Reading = 'command' | 'message' | { left: number; readonly isLast: boolean };

function serve(socket: Socket): void {
  let reading: Reading = 'command';
  let rest: Buffer = Buffer.alloc(0);
  let replies = '';

  const say = (text: string) => {
    if (rtt === 0) socket.write(text);
    else setTimeout(() => socket.writable && socket.write(text), rtt);
  };
  const take = () => {
    messages += 1;
    replies += '250 2.0.0 Taken\r\n';
  };

  /** Reads what it can of `input`; gives how much of it that was, or -1 when more must come first. */
  const read = (input: Buffer, from: number): number => {
    if (reading === 'command') {
      const end = input.indexOf(10, from);
      return end === -1 ? -1 : obey(input.toString('latin1', from, end).trimEnd(), end + 1);
    }
    if (reading === 'message') {
      const end = input.indexOf(ending, from);
      // What may be the beginning of the ending stays.
      if (end === -1) return Math.max(from, input.length - ending.length + 1);
      reading = 'command';
      take();
      return end + ending.length;
    }
    const here = Math.min(reading.left, input.length - from);
    reading.left -= here;
    if (reading.left === 0) finishChunk(reading.isLast);
    return from + here;
  };

  const finishChunk = (isLast: boolean) => {
    reading = 'command';
    if (isLast) take();
    else replies += '250 2.0.0 Chunk\r\n';
  };

  const obey = (line: string, next: number): number => {
    const [verb = '', size = '0', last] = line.split(' ');
    if (verb === 'EHLO') replies += announcement;
    else if (verb === 'DATA') {
      reading = 'message';
      replies += '354 Go on\r\n';
      // The line end before a lone dot is that of the command.
      return next - 2;
    } else if (verb === 'BDAT') {
      reading = { left: Number(size), isLast: last === 'LAST' };
      if (reading.left === 0) finishChunk(reading.isLast);
    } else replies += verb === 'QUIT' ? '221 2.0.0 Bye\r\n' : '250 2.0.0 OK\r\n';
    return next;
  };

  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    const input = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let position = 0;
    while (position < input.length) {
      const next = read(input, position);
      if (next === -1 || (next === position && reading === 'message')) break;
      position = next;
    }
    rest = input.subarray(position);
    if (replies !== '') say(replies);
    replies = '';
  });
  say('220 sink.example ESMTP\r\n');
}

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.on('SIGTERM', () => {
  console.log(JSON.stringify({ messages, bytes }));
  process.exit();
});
