import { describe, expect, it } from 'vitest';
import { LanePace } from '../../../src/mailing/engine/lane-pace.ts';
import { Reactions } from '../../../src/mailing/engine/reactions.ts';
import type { SessionStage } from '../../../src/smtp/connect-fault.ts';
import type { Verdict } from '../../../src/smtp/outcome.ts';
import { jumpingClock } from '../jumping-clock.ts';

const putBack = { kind: 'putBack', slow: { why: '421 4.3.2 Shutting down', forAtLeast: 60_000 } } as const;
const on = new AbortController().signal;

describe('what a server’s words mean for it as a whole', () => {
  it('does not count many connections that are refused at once as many times', () => {
    const reactions = new Reactions(new LanePace(jumpingClock(), 40));
    for (let i = 0; i < 40; i += 1) {
      expect(reactions.toOutcome(putBack, 0)).toMatchObject({
        kind: 'slow',
        pause: { why: putBack.slow.why },
      });
    }
  });

  it('leaves it out when it puts mail back after twenty rests in a row', async () => {
    const pace = new LanePace(jumpingClock(), 5);
    const reactions = new Reactions(pace);
    for (let i = 1; i < 20; i += 1) {
      expect(reactions.toOutcome(putBack, 0).kind).toBe('slow');
      await pace.turn(on);
    }
    expect(reactions.toOutcome(putBack, 0)).toMatchObject({
      kind: 'leaveOut',
      why: expect.stringContaining('keeps putting mail back'),
    });
  });
});

describe('the same trouble with every message', () => {
  const accepted = { kind: 'accepted', reply: '250 OK' } as const;
  const unknown = { kind: 'unknown', why: 'gone' } as const;
  const cut = { kind: 'deferred', reply: 'gone', lost: true } as const;
  const blocked = { kind: 'deferred', reply: '451 4.7.1 Your address is blocked' } as const;

  /** So many in a row, each after the rest that came before it; gives the rests, and how it ended. */
  const inARow = async (count: number, outcomes: readonly Verdict[], attempts = 0) => {
    const pace = new LanePace(jumpingClock(), 5);
    const reactions = new Reactions(pace);
    const seen: unknown[] = [];
    for (let i = 0; i < count; i += 1) {
      const reaction = reactions.toOutcome(outcomes[i % outcomes.length] as Verdict, attempts);
      if (reaction.kind === 'slow') seen.push(reaction.pause.for / 1000);
      if (reaction.kind === 'leaveOut') seen.push(reaction.trouble.kind);
      await pace.turn(on);
    }
    return seen;
  };

  it.each([
    ['lost answers', [unknown]],
    ['lines that drop before', [cut]],
    ['both in turn', [unknown, cut]],
  ])('rests after ten %s, longer each time, and leaves it out at the sixth', async (_, outcomes) => {
    expect(await inARow(9, outcomes)).toEqual([]);
    expect(await inARow(15, outcomes)).toEqual([5, 10, 20, 40, 80, 'losses']);
  });

  it('rests after thirty who are put off at their first try, and leaves it out at the fifth', async () => {
    expect(await inARow(29, [blocked])).toEqual([]);
    expect(await inARow(34, [blocked])).toEqual([60, 120, 240, 480, 'deferrals']);
  });

  it('is none where one is taken in between', async () => {
    expect(await inARow(90, [...Array.from({ length: 8 }, () => unknown), accepted])).toEqual([]);
    expect(await inARow(90, [...Array.from({ length: 28 }, () => blocked), accepted])).toEqual([]);
  });

  it('is none where readers were put off before, or are greylisted', async () => {
    expect(await inARow(90, [blocked], 1)).toEqual([]);
    for (const reply of ['450 4.2.0 Greylisted, see below', '451 4.7.1 grey-listing in action']) {
      expect(await inARow(90, [{ kind: 'deferred', reply }])).toEqual([]);
    }
  });

  it('is counted once, however many were under way', () => {
    const reactions = new Reactions(new LanePace(jumpingClock(), 5));
    const kinds = Array.from({ length: 40 }, () => reactions.toOutcome(unknown, 0).kind);
    expect(kinds.filter((kind) => kind === 'slow')).toHaveLength(1);
    expect(kinds).not.toContain('leaveOut');
  });

  it('is for want of proof that we are who we say, where the server says so', async () => {
    const slow = { why: '421 4.7.26 unauthenticated', forAtLeast: 1000, blames: 'authentication' } as const;
    expect((await inARow(20, [{ kind: 'putBack', slow }])).at(-1)).toBe('authentication');
  });
});

describe('what no connection means for a server', () => {
  const fault = { stage: 'connect', why: 'nothing there', permanent: false, forAtLeast: 0 } as const;
  const leftOut = { kind: 'leaveOut', why: fault.why, trouble: { kind: 'connection', fault } };

  /** So many in a row, each after its rest; gives how long it rested after each. */
  const faults = async (reactions: Reactions, pace: LanePace, count: number): Promise<unknown[]> => {
    const rests: unknown[] = [];
    for (let i = 0; i < count; i += 1) {
      const reaction = reactions.toFault(fault, 0);
      rests.push(reaction.kind === 'slow' ? reaction.pause.for : reaction);
      await pace.turn(on);
    }
    return rests;
  };

  it('is a rest, longer each time, and at the sixth time in a row that it is left out', async () => {
    const pace = new LanePace(jumpingClock(), 5);
    const reactions = new Reactions(pace);
    expect(await faults(reactions, pace, 5)).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(reactions.toFault(fault, 0)).toEqual(leftOut);
  });

  it('is one, however many connections meet it at once', () => {
    const reactions = new Reactions(new LanePace(jumpingClock(), 40));
    for (let i = 0; i < 40; i += 1) expect(reactions.toFault(fault, 0).kind).toBe('slow');
  });

  it('is a rest at least as long as the fault asks for', () => {
    const pace = new LanePace(jumpingClock(), 5);
    expect(new Reactions(pace).toFault({ ...fault, forAtLeast: 60_000 }, 0)).toMatchObject({
      pause: { for: 60_000 },
    });
  });

  it('counts anew once there was a connection', async () => {
    const pace = new LanePace(jumpingClock(), 5);
    const reactions = new Reactions(pace);
    await faults(reactions, pace, 5);
    reactions.toConnection();
    expect(await faults(reactions, pace, 6)).toEqual([1000, 2000, 4000, 8000, 16_000, leftOut]);
  });

  it('is left out at once where waiting would not help', () => {
    const permanent = { ...fault, permanent: true };
    expect(new Reactions(new LanePace(jumpingClock(), 5)).toFault(permanent, 0)).toMatchObject({
      kind: 'leaveOut',
      trouble: { kind: 'connection', fault: permanent },
    });
  });

  it('is only that it wants no more of them, while others are open', () => {
    const pace = new LanePace(jumpingClock(), 5);
    const reactions = new Reactions(pace);
    for (let i = 0; i < 10; i += 1) expect(reactions.toFault(fault, 2)).toEqual({ kind: 'goOn' });
    expect([pace.connections, pace.pause]).toEqual([2, undefined]);
  });

  it('is left out also then where the login or the certificate is refused for good', () => {
    const pace = new LanePace(jumpingClock(), 5);
    const refused = (stage: SessionStage) =>
      new Reactions(pace).toFault({ ...fault, stage, permanent: true }, 2).kind;
    expect((['login', 'tls', 'greeting', 'ehlo'] as const).map(refused)).toEqual([
      'leaveOut',
      'leaveOut',
      'goOn',
      'goOn',
    ]);
  });
});
