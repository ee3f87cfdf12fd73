import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tempoFor } from '../../src/cli/run-mailing.ts';
import { findMailings } from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import { readersOf, type Stage, setStage } from '../mailing/stage.ts';

describe('the rate of a mailing', () => {
  let stage: Stage;
  afterEach(() => stage.strike());

  it('is kept with it, so that going on keeps to it unless told otherwise', async () => {
    stage = setStage({ readers: readersOf({ fine: 2, 'put+later': 1 }) });
    await stage.run('subscribers', 'import', 'subscribers/all.csv');
    const sent = await stage.run('send', 'hello', '--yes', '--rate', '500/s', '--wait', '0');
    expect(sent.err).toContain('500/s');
    const store = await openStore(join(stage.folder, 'newsletter.db'));
    const [mailing] = await findMailings(store.db);
    await store.close();
    expect(mailing?.rate).toBe(500);
    const tempo = { connections: 1, rate: 40, retryAfter: 1, retryFor: 1, wait: 0 };
    expect(tempoFor(mailing!, tempo, { wait: '0' }).rate).toBe(500);
    expect(tempoFor(mailing!, { ...tempo, rate: 9 }, { wait: '0', rate: '9/s' }).rate).toBe(9);
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
