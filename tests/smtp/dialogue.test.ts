import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Dialogue } from '../../src/smtp/dialogue.ts';
import type { Answer } from '../../src/smtp/judgement.ts';

/** A socket that takes nothing off our hands until it is let go, and never says a word. */
function stuckSocket() {
  let taken: () => void = () => undefined;
  const socket = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      taken = done;
    },
    writev: (_chunks, done) => {
      taken = done;
    },
  });
  return { socket: socket as unknown as Socket, letGo: () => taken() };
}

describe('a message that the socket does not take', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([37_000, 64 * 1024, 200_000])('is given up, also one of %i bytes', async (size) => {
    const dialogue = new Dialogue(stuckSocket().socket);
    const answer = await pour(dialogue, size, { block: 20, within: 3_600_000 });
    expect(answer).toEqual({ kind: 'lost', why: expect.stringContaining('took nothing') });
  });

  it('has the time for the answer from when it has left, and no less', async () => {
    const { socket, letGo } = stuckSocket();
    const dialogue = new Dialogue(socket);
    const poured = pour(dialogue, 1_000, { block: 3_600_000, within: 20 });
    setImmediate(() => setImmediate(letGo));
    expect(await poured).toEqual({ kind: 'lost', why: expect.stringContaining('said nothing') });
  });

  it('costs no timer of its own, however many are under way', async () => {
    const { socket } = stuckSocket();
    const dialogue = new Dialogue(socket);
    const set = vi.spyOn(globalThis, 'setTimeout');
    const times = { block: 60_000, within: 60_000 };
    const answers = Array.from({ length: 100 }, () => pour(dialogue, 70_000, times));
    expect(set.mock.calls.length).toBe(1);
    dialogue.lose('enough');
    expect((await Promise.all(answers)).every(({ kind }) => kind === 'lost')).toBe(true);
  });
});

function pour(dialogue: Dialogue, size: number, times: { block: number; within: number }): Promise<Answer> {
  return new Promise((hear) => {
    dialogue.pour([Buffer.alloc(size), '.\r\n'], times, hear);
  });
}
