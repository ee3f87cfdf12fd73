import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { limitsAtDesk } from '../../src/cli/limits.ts';
import { openNewsletter } from '../../src/newsletter/newsletter.ts';
import { findMailings } from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import { noTraffic, readTraffic } from '../../src/store/traffic.ts';
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

describe('the plan', () => {
  let stage: Stage;
  afterEach(() => stage.strike());

  it('says how long it takes at which limit, and counts those at a provider that has its own', async () => {
    const readers = [...readersOf({ fine: 10 }), 'a@example.net', 'b@example.net', 'c@example.net'];
    stage = setStage({ readers, sending: 'rate: [10/s, 1000/d], providers: { example.net: 1/min }' });
    await stage.run('subscribers', 'import', 'subscribers/all.csv');
    const { err } = await stage.run('send', 'hello', '--dry-run', '--rate', '100/s');
    expect(err).toContain(
      'takes    about 2 min: 3 of them go to example.net at 1/min, evenly one every 60 s',
    );
    const { out } = await stage.run('send', 'hello', '--dry-run', '--rate', '6/min', '--json');
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ recipients: 13, atLeastSeconds: 120 });
    const wrong = await stage.run('send', 'hello', '--dry-run', '--rate', '40/s, 14,000/h');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('--rate 40/s, 14,000/h has a comma inside a number');
    expect(wrong.err).toContain('Write 14,000/h as 14000/h.');
  });

  it('does not hold what is practised in the outbox to a warm-up', async () => {
    stage = setStage({ readers: readersOf({ fine: 30 }), sending: 'warmup: { start: 2 }' });
    await stage.run('subscribers', 'import', 'subscribers/all.csv');
    const { err, code } = await stage.run('send', 'hello', '--yes');
    expect(code).toBe(0);
    expect(err).toContain('30 accepted');
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    expect(await readTraffic(store.db)).toEqual(noTraffic);
    await store.close();
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
