import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, type Stage } from '../../src/smtp/judgement.ts';
import type { Outcome } from '../../src/smtp/outcome.ts';
import { parseReply } from '../../src/smtp/reply.ts';

function verdict(stage: Stage, said: string): Outcome {
  const reply = parseReply(said.split('\n'));
  if (!reply) throw new Error(`not a reply: ${said}`);
  return judge(stage, { kind: 'reply', reply });
}

const stages: Stage[] = ['mail', 'rcpt', 'data', 'message', 'final'];

/** The table of DESIGN §6, row by row: an ordinary 4xx, an ordinary 5xx, a lost line. */
const table: Record<Stage, [string, string, string]> = {
  mail: ['putBack', 'pause', 'putBack'],
  rcpt: ['deferred', 'rejected', 'deferred'],
  data: ['deferred', 'rejected', 'deferred'],
  message: ['deferred', 'rejected', 'deferred'],
  final: ['deferred', 'rejected', 'unknown'],
};

describe('what an answer means', () => {
  it('depends on where it comes, as the table says', () => {
    for (const stage of stages) {
      const verdicts = [
        verdict(stage, '450 4.2.0 Not now'),
        verdict(stage, '550 5.7.1 No'),
        judge(stage, { kind: 'lost', why: 'gone' }),
      ];
      expect([stage, ...verdicts.map(({ kind }) => kind)]).toEqual([stage, ...table[stage]]);
    }
  });

  it('is an acceptance for a 2xx to the final dot and nothing else', () => {
    const codes = fc.integer({ min: 200, max: 599 });
    fc.assert(
      fc.property(fc.constantFrom(...stages), codes, (stage, code) => {
        const accepted = verdict(stage, `${code} 2.0.0 fine`).kind === 'accepted';
        expect(accepted).toBe(stage === 'final' && code < 300);
      }),
    );
  });

  it('is unknown only when the final dot may have left', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Stage>('mail', 'rcpt', 'data'),
        fc.integer({ min: 200, max: 599 }),
        (stage, code) => {
          expect(verdict(stage, `${code} words`).kind).not.toBe('unknown');
        },
      ),
    );
  });

  it('suppresses a reader whose mailbox does not exist, at RCPT only', () => {
    for (const status of ['5.1.1', '5.1.2', '5.1.6', '5.1.10']) {
      expect(verdict('rcpt', `550 ${status} No such user`)).toMatchObject({
        kind: 'rejected',
        suppress: true,
      });
      expect(verdict('final', `550 ${status} No such user`)).toMatchObject({
        kind: 'rejected',
        suppress: false,
      });
    }
    for (const status of ['5.2.2', '5.3.4', '5.7.1', '5.1.0', '5.1.3']) {
      expect(verdict('rcpt', `550 ${status} No`)).toMatchObject({ kind: 'rejected', suppress: false });
    }
    expect(verdict('rcpt', '550 No such user')).toMatchObject({ kind: 'rejected', suppress: false });
  });

  it('does not suppress for a 4xx that carries a permanent status', () => {
    expect(verdict('rcpt', '450 5.1.1 odd')).toMatchObject({ kind: 'deferred' });
  });

  it('pauses and blames no reader when our authentication is broken, at any step', () => {
    for (const status of ['5.7.26', '5.7.27', '5.7.29', '5.7.30', '5.7.31', '5.7.515']) {
      for (const stage of stages) {
        expect(verdict(stage, `550 ${status} unauthenticated`)).toMatchObject({
          kind: 'pause',
          cause: 'authentication',
        });
      }
    }
    expect(verdict('final', '550 5.7.28 flood').kind).toBe('rejected');
  });

  it('slows the server and puts the reader back, at any step', () => {
    const throttling = [
      '421 Too many connections',
      '421 4.7.26 rate limited, unauthenticated',
      '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating\n421 4.7.28 from your IP address',
      '450 4.7.28 slow down',
      '450 4.7.27 SPF did not pass',
      '454 Throttling failure: Maximum sending rate exceeded.',
      '454 Throttling failure: Daily message quota exceeded.',
      '451 4.4.5 System congestion',
      '550 5.4.5 Daily user sending quota exceeded',
      '452 4.5.3 Too many recipients',
    ];
    for (const words of throttling) {
      for (const stage of stages) expect(verdict(stage, words)).toMatchObject({ kind: 'putBack' });
    }
  });

  it('says that our authentication is doubted where mail is slowed for that', () => {
    const doubted = { slow: { blames: 'authentication', forAtLeast: 60_000 } };
    for (const stage of stages) expect(verdict(stage, '421 4.7.26 unauthenticated')).toMatchObject(doubted);
    expect(verdict('final', '421 4.7.0 Too much')).not.toHaveProperty('slow.blames');
  });

  it('blames no reader where a login is wanted, or the server has lost the thread', () => {
    for (const stage of ['rcpt', 'data', 'final'] as const) {
      expect(verdict(stage, '530 5.7.0 Authentication required')).toMatchObject({
        kind: 'pause',
        cause: 'sender',
      });
      expect(verdict(stage, '503 5.5.1 MAIL first')).toMatchObject({ kind: 'putBack' });
    }
  });

  it('pauses for the size of the message, and not for the sender, where MAIL is refused for it', () => {
    expect(verdict('mail', '552 5.3.4 Too large')).toMatchObject({ kind: 'pause', cause: 'size' });
    expect(verdict('rcpt', '552 5.3.4 Too large for this mailbox')).toMatchObject({ kind: 'rejected' });
  });

  it('goes on with one connection, ten minutes later, after 4.7.28', () => {
    expect(verdict('final', '421 4.7.28 unusual rate')).toEqual({
      kind: 'putBack',
      slow: { why: '421 4.7.28 unusual rate', forAtLeast: 600_000, connections: 1 },
    });
  });

  it('does not take a login trouble or a full mailbox for throttling', () => {
    expect(verdict('rcpt', '452 4.2.2 Mailbox full').kind).toBe('deferred');
    expect(verdict('rcpt', '454 4.7.0 Temporary authentication failure').kind).toBe('deferred');
  });

  it('blames the reader, not us, when the sender’s session may not name a non-ASCII address', () => {
    expect(verdict('mail', '553 5.6.7 Non-ASCII addresses not permitted').kind).toBe('rejected');
  });
});
