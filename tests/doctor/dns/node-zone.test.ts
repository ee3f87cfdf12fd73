import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeZone } from '../../../src/doctor/dns/node-zone.ts';
import type { Zone } from '../../../src/doctor/dns/zone.ts';

/** What a name server says of a question: records as their bytes, or why there are none (RFC 1035 s.4.1.1). */
type Said =
  | { readonly records: readonly Buffer[] }
  | { readonly rcode: 'nothing' | 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED' };

const rcodes = { nothing: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
const types: Readonly<Record<number, string>> = { 1: 'A', 12: 'PTR', 15: 'MX', 16: 'TXT', 28: 'AAAA' };

const name = (text: string) =>
  Buffer.concat([...text.split('.').filter(Boolean).map(string), Buffer.from([0])]);
const string = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const mx = (priority: number, exchange: string) =>
  Buffer.concat([Buffer.from([0, priority]), name(exchange)]);

const published: Readonly<Record<string, Said>> = {
  'TXT example.org': { records: [Buffer.concat([string('v=spf1 '), string('-all')]), string('other')] },
  'TXT none.example.org': { rcode: 'nothing' },
  'TXT broken.example.org': { rcode: 'SERVFAIL' },
  'TXT refused.example.org': { rcode: 'REFUSED' },
  'MX example.org': { records: [mx(10, 'mx.example.org'), mx(20, 'mx.example.net')] },
  'MX null.example.org': { records: [mx(0, '')] },
  'A example.org': { records: [Buffer.from([192, 0, 2, 1])] },
  'AAAA example.org': { records: [Buffer.from('20010db8000000000000000000000001', 'hex')] },
  'A four.example.org': { records: [Buffer.from([192, 0, 2, 4])] },
  'AAAA four.example.org': { rcode: 'SERVFAIL' },
  'A half.example.org': { rcode: 'nothing' },
  'AAAA half.example.org': { rcode: 'SERVFAIL' },
  'PTR 1.2.0.192.in-addr.arpa': { records: [name('mail.example.org')] },
};

/** The name and the type asked for, and where the question ends. */
function question(message: Buffer): { asked: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.subarray(at + 1, at + 1 + length).toString());
    at += length + 1;
  }
  const type = message.readUInt16BE(at + 1);
  return { asked: `${types[type]} ${labels.join('.').toLowerCase()}`, type, end: at + 5 };
}

function answer(message: Buffer): Buffer {
  const { asked, type, end } = question(message);
  const said = published[asked] ?? { rcode: 'NXDOMAIN' };
  const records = 'records' in said ? said.records : [];
  const header = Buffer.alloc(12);
  message.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | ('rcode' in said ? rcodes[said.rcode] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, message.subarray(12, end), ...records.map((data) => recordOf(type, data))]);
}

function recordOf(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

let server: Socket;
let zone: Zone;
beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (message, { port, address }) => server.send(answer(message), port, address));
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  zone = nodeZone(resolver);
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

describe('the DNS, asked over the wire', () => {
  it('joins the strings of a record, without a space between them', async () => {
    expect(await zone.txt('example.org')).toEqual({ kind: 'found', values: ['v=spf1 -all', 'other'] });
  });

  it('tells a name without such a record, one that is not there, and no answer from each other', async () => {
    expect(await zone.txt('none.example.org')).toEqual({ kind: 'none' });
    expect(await zone.txt('absent.example.org')).toEqual({ kind: 'absent' });
    expect(await zone.txt('broken.example.org')).toEqual({
      kind: 'failed',
      why: 'the name server failed (SERVFAIL)',
    });
    expect(await zone.txt('refused.example.org')).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('refused'),
    });
  });

  it('has a null MX as one without a name', async () => {
    expect(await zone.mx('null.example.org')).toMatchObject({
      kind: 'found',
      values: [{ exchange: '', priority: 0 }],
    });
    expect(await zone.mx('example.org')).toMatchObject({
      values: [{ exchange: 'mx.example.org' }, { exchange: 'mx.example.net' }],
    });
  });

  it('asks for both kinds of address, and lets no silence hide one that is there', async () => {
    expect(await zone.addresses('example.org')).toEqual({
      kind: 'found',
      values: ['192.0.2.1', '2001:db8::1'],
    });
    expect(await zone.addresses('four.example.org')).toEqual({ kind: 'found', values: ['192.0.2.4'] });
    expect(await zone.addresses('half.example.org')).toMatchObject({ kind: 'failed' });
    expect(await zone.addresses('absent.example.org')).toEqual({ kind: 'absent' });
  });

  it('knows the name of an address', async () => {
    expect(await zone.ptr('192.0.2.1')).toEqual({ kind: 'found', values: ['mail.example.org'] });
    expect(await zone.ptr('192.0.2.9')).toEqual({ kind: 'absent' });
  });
});
