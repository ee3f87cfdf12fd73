import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailing, findMailing, type MailingState, moveMailing } from '../../src/store/mailings.ts';
import { id, type SmallMailing, setMailing } from './small-mailing.ts';

describe('a mailing beside another one of its issue', () => {
  let small: SmallMailing;
  beforeEach(async () => {
    small = await setMailing(['a@example.org']);
  });
  afterEach(() => small.store.close());

  /** Somebody joined meanwhile, say, and it was sent to them with `--new`. */
  async function beginAnother(state: MailingState, practice = false): Promise<void> {
    const incomplete = { state: 'incomplete', reason: '1 put off by their servers', endedAt: null } as const;
    await moveMailing(small.store.db, id, ['running'], incomplete);
    const { issue, listId, segment, rate, contentHash, createdAt } = await small.mailing();
    const another = { id: 'another', issue, listId, segment, rate, contentHash, createdAt, practice };
    await createMailing(small.store.db, another);
    await moveMailing(small.store.db, 'another', ['running'], { state, reason: null, endedAt: null });
  }

  it.each(['running', 'paused'] as const)(
    'does not go on while that one is %s, and says which',
    async (state) => {
      await beginAnother(state);
      await expect(small.reopen()).rejects.toMatchObject({
        kind: 'refused',
        code: 'mailing/another',
        message: `Another mailing of hello to readers is ${state} (mailing another), and one of them goes on at a time`,
        advice:
          'Let that one end first: pennypost resume another, or pennypost cancel another. Then: pennypost resume small1',
        undone: 'Nothing was sent.',
      });
      expect(await small.mailing()).toMatchObject({
        state: 'incomplete',
        reason: '1 put off by their servers',
      });
      expect((await findMailing(small.store.db, 'another'))?.state).toBe(state);
    },
  );

  it.each(['done', 'incomplete', 'cancelled'] as const)('goes on when that one is %s', async (state) => {
    await beginAnother(state);
    expect(await small.reopen()).toBe(0);
    expect((await small.mailing()).state).toBe('running');
  });

  it('goes on while that one is practice', async () => {
    await beginAnother('paused', true);
    expect(await small.reopen()).toBe(0);
  });
});
