import { describe, expect, it } from 'vitest';
import { LanePace } from '../../../src/mailing/engine/lane-pace.ts';
import { Reactions } from '../../../src/mailing/engine/reactions.ts';
import { jumpingClock } from '../jumping-clock.ts';

const putBack = { kind: 'putBack', slow: { why: '421 4.3.2 Shutting down', forAtLeast: 60_000 } } as const;
const on = new AbortController().signal;

describe('what a server’s words mean for it as a whole', () => {
  it('does not count many connections that are refused at once as many times', () => {
    const reactions = new Reactions(new LanePace(jumpingClock(), 40));
    for (let i = 0; i < 40; i += 1) {
      expect(reactions.toOutcome(putBack)).toMatchObject({ kind: 'slow', pause: { why: putBack.slow.why } });
    }
  });

  it('leaves it out when it puts mail back after twenty rests in a row', async () => {
    const pace = new LanePace(jumpingClock(), 5);
    const reactions = new Reactions(pace);
    for (let i = 1; i < 20; i += 1) {
      expect(reactions.toOutcome(putBack).kind).toBe('slow');
      await pace.turn(on);
    }
    expect(reactions.toOutcome(putBack)).toMatchObject({
      kind: 'leaveOut',
      why: expect.stringContaining('keeps putting mail back'),
    });
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
});
