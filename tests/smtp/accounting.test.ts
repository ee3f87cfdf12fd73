import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EmailAddress } from '../../src/address/email-address.ts';
import type { Outcome } from '../../src/smtp/outcome.ts';
import { patient } from '../../src/smtp/timeouts.ts';
import { openServer, type Transport } from '../../src/smtp/transport.ts';
import { hangUp, type Move, say, sayHalf, stall, startScriptServer, takeAndHangUp } from './script-server.ts';

/** What an outcome says about how often the server has the message. */
const claims: Record<Outcome['kind'], readonly number[]> = {
  accepted: [1],
  deferred: [0],
  rejected: [0],
  putBack: [0],
  pause: [0],
  elsewhere: [0],
  unknown: [0, 1],
};

const replies = [
  '450 4.2.0 Later',
  '550 5.1.1 No',
  '421 4.7.0 Enough',
  '550 5.7.26 Who?',
  '452 4.5.3 Many',
  '250 2.0.0 Yes',
  '354 Go on',
  'junk',
];
const moves = fc.oneof(
  fc.constantFrom<Move>(hangUp, stall),
  fc.constantFrom(...replies).map(say),
  fc.constantFrom(...replies).map(sayHalf),
);
const steps = fc.constantFrom('mail', 'rcpt', 'data', 'message', 'final');

/** A yes to a message it has not read: no client could tell it from a true one. */
function isLie({ step, move }: { step: string; move: Move }): boolean {
  return step === 'message' && move.kind === 'say' && move.reply.startsWith('2');
}

/** One reader's fate: at most one step goes otherwise than usual. */
const fates = fc.option(
  fc.oneof(
    { weight: 9, arbitrary: fc.record({ step: steps, move: moves }).filter((fate) => !isLie(fate)) },
    { weight: 1, arbitrary: fc.constant({ step: 'final', move: takeAndHangUp }) },
  ),
);

it('every outcome is true of what the server has, whatever it does', { timeout: 120_000 }, async () => {
  const script = fc.record({
    pipelining: fc.boolean(),
    readers: fc.array(fates, { minLength: 1, maxLength: 8 }),
    large: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(script, async ({ pipelining, readers, large }) => {
      const fateOf = (address: string) => readers[Number(/\d+/.exec(address)?.[0])];
      let mails = 0;
      const server = await startScriptServer({
        extensions: pipelining ? ['PIPELINING'] : [],
        connection: () => {
          const fate = readers[mails];
          return fate?.step === 'mail' ? { mail: fate.move } : undefined;
        },
        recipient: (address) => {
          const fate = fateOf(address);
          return fate && fate.step !== 'mail' ? { [fate.step]: fate.move } : undefined;
        },
      });
      const timeouts = { ...patient, envelope: 200, data: 200, final: 800, quit: 200 };
      const { connect } = openServer({ name: 'test', url: server.url, timeouts });
      let transport: Transport | undefined;
      try {
        for (let i = 0; i < readers.length; i += 1) {
          mails = i;
          if (!transport?.isOpen) {
            transport?.close();
            const connected = await connect();
            if (!connected.ok) throw new Error(connected.fault.why);
            transport = connected.transport;
          }
          const id = `${i}@news.example.org`;
          const body = 'x'
            .repeat(76)
            .concat('\r\n')
            .repeat(large ? 3000 : 1);
          const outcome = await transport.deliver({
            envelope: { from: 'b@example.org' as EmailAddress, to: `r${i}@example.org` as EmailAddress },
            raw: Buffer.from(`Message-ID: <${id}>\r\n\r\n${body}`),
          });
          if (readers[i] === null) expect(['accepted', 'putBack']).toContain(outcome.kind);
          expect(
            claims[outcome.kind],
            `${JSON.stringify(readers[i])} ended as ${JSON.stringify(outcome)}`,
          ).toContain(server.timesTaken(id));
        }
      } finally {
        transport?.close();
        await server.close();
      }
    }),
    { numRuns: 100 },
  );
});
