import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thisSender } from '../../src/mailing/identity.ts';
import { takeMailing } from '../../src/mailing/tenure.ts';
import { claimDeliveries, type Part } from '../../src/store/claims.ts';
import { jumpingClock } from '../mailing/jumping-clock.ts';
import { id, type SmallMailing, setMailing } from '../mailing/small-mailing.ts';

const readers = ['a@gmail.com', 'B@GoogleMail.com', 'c@example.org', 'd@mygmail.com', 'e@gmail.com'];

describe('a part of what can be claimed', () => {
  let small: SmallMailing;
  const identity = thisSender();
  beforeEach(async () => {
    small = await setMailing(readers);
    await takeMailing({ store: small.store, mailing: id, identity, clock: jumpingClock() });
  });
  afterEach(() => small.store.close());
  const claim = async (part: Part, limit = 9) => {
    const claims = await claimDeliveries(small.store.db, {
      mailing: id,
      sender: identity.id,
      limit,
      now: 10,
      part,
    });
    return claims.map(({ position }) => position);
  };
  const domains = ['gmail.com', 'googlemail.com'];

  it('is those of some domains, or all others, and nobody is in both or in none', async () => {
    expect(await claim({ of: 'these', domains, after: 0 }, 2)).toEqual([1, 2]);
    expect(await claim({ of: 'others', domains, after: 0 })).toEqual([3, 4]);
    expect(await claim({ of: 'these', domains, after: 0 })).toEqual([5]);
  });

  it('is those behind a place in the order', async () => {
    expect(await claim({ of: 'others', domains: [], after: 3 })).toEqual([4, 5]);
    expect(await claim({ of: 'others', domains: [], after: 0 })).toEqual([1, 2, 3]);
  });

  it('is a deferred one that is due, wherever it stands', async () => {
    const due = { state: 'deferred', due_at: 5, deferred_since: 1 } as const;
    await small.store.db.updateTable('deliveries').set(due).where('position', '=', 1).execute();
    expect(await claim({ of: 'these', domains, after: 4 }, 1)).toEqual([1]);
    expect(await claim({ of: 'these', domains, after: 4 })).toEqual([5]);
  });
});
