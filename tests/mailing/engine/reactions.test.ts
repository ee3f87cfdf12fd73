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
