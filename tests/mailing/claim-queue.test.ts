import { describe, expect, it } from 'vitest';
import { ClaimQueue } from '../../src/mailing/claim-queue.ts';
import type { Claim } from '../../src/store/delivery.ts';

const claim = (subscriberId: number): Claim => ({
  subscriberId,
  email: `${subscriberId}@example.org`,
  fields: {},
  variant: '',
  attempts: 0,
  deferredSince: null,
  heldBefore: false,
});

/** A store that answers one question at a time, when the test says so. */
function askedStore() {
  const questions: ((claims: readonly Claim[]) => void)[] = [];
  const queue = new ClaimQueue(() => new Promise((answer) => questions.push(answer)));
  const answer = async (...ids: number[]): Promise<void> => {
    questions.shift()?.(ids.map(claim));
    await new Promise((done) => setImmediate(done));
  };
  return { queue, questions, answer };
}

describe('the queue of claims', () => {
  it('asks once for many workers, and gives each claim to one of them', async () => {
    const { queue, questions, answer } = askedStore();
    const workers = [queue.next(), queue.next(), queue.next()];
    expect(questions).toHaveLength(1);
    await answer(1, 2);
    expect(questions).toHaveLength(1);
    await answer(3);
    expect((await Promise.all(workers)).map((one) => one?.subscriberId)).toEqual([1, 2, 3]);
    expect(queue.isDry).toBe(false);
  });

  it('is dry once there is nothing, until it is told to ask again', async () => {
    const { queue, questions, answer } = askedStore();
    const workers = [queue.next(), queue.next()];
    await answer();
    expect(await Promise.all(workers)).toEqual([undefined, undefined]);
    expect(queue.isDry).toBe(true);
    expect(await queue.next()).toBeUndefined();
    expect(questions).toHaveLength(0);
    queue.askAgain();
    expect(queue.isDry).toBe(false);
    const again = queue.next();
    await answer(1);
    expect((await again)?.subscriberId).toBe(1);
  });

  it('asks anew when something was released while it asked', async () => {
    const { queue, questions, answer } = askedStore();
    const worker = queue.next();
    queue.askAgain();
    await answer();
    expect(questions).toHaveLength(1);
    await answer(7);
    expect((await worker)?.subscriberId).toBe(7);
  });

  it('gives first what came back', async () => {
    const { queue, answer } = askedStore();
    const first = queue.next();
    await answer(1, 2);
    queue.giveBack((await first) as Claim);
    expect([(await queue.next())?.subscriberId, (await queue.next())?.subscriberId]).toEqual([1, 2]);
  });

  it('fails every worker that waits when the store fails', async () => {
    const queue = new ClaimQueue(() => Promise.reject(new Error('the store is gone')));
    const workers = await Promise.allSettled([queue.next(), queue.next()]);
    expect(workers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
