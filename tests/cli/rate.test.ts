import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { limitsAtDesk } from '../../src/cli/limits.ts';
import { openNewsletter } from '../../src/newsletter/newsletter.ts';
import { findMailings } from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import { readersOf, type Stage, setStage } from '../mailing/stage.ts';

describe('the rate of a mailing', () => {
  let stage: Stage;
  afterEach(() => stage.strike());

  it('is kept with it, so that going on keeps to it unless told otherwise', async () => {
    stage = setStage({ readers: readersOf({ fine: 2, 'put+later': 1 }) });
    await stage.run('subscribers', 'import', 'subscribers/all.csv');
    const sent = await stage.run('send', 'hello', '--yes', '--rate', '90000 per hour,500/s', '--wait', '0');
    expect(sent.err).toContain('at 500/s');
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    const [mailing] = await findMailings(store.db);
    await store.close();
    expect(mailing?.rate).toBe('500/s, 90000/h');
    const newsletter = openNewsletter(stage.folder);
    const rate = (options: { rate?: string }) =>
      limitsAtDesk(newsletter, options, { outbox: true, mailing: mailing! }).rate;
    expect(rate({})).toEqual([
      { messages: 500, per: 'second' },
      { messages: 90_000, per: 'hour' },
    ]);
    expect(rate({ rate: '9/s' })).toEqual([{ messages: 9, per: 'second' }]);
  });
});

describe('a dry run', () => {
  let stage: Stage;
  afterEach(() => stage.strike());

  it('imports nothing', async () => {
    stage = setStage({ readers: ['a@example.org'] });
    const ended = await stage.run('send', 'hello', '--list', 'subscribers/all.csv', '--dry-run');
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('Nothing was imported and nothing was sent.');
    const lists = await stage.run('subscribers', 'list', '--json');
    expect(lists.out.trim()).toBe('');
  });
});
