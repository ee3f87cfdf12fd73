import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aim, Audience } from '../../src/mailing/audience.ts';
import type { Content } from '../../src/mailing/content.ts';
import { courseOf } from '../../src/mailing/course.ts';
import { type Confirmed, freezeMailing } from '../../src/mailing/freeze.ts';
import { thisSender } from '../../src/mailing/identity.ts';
import { contentHash, type PreparedIssue, prepareIssue } from '../../src/mailing/prepare.ts';
import { cancelMailing, pauseMailing } from '../../src/mailing/steer.ts';
import { findIssue, openIssue } from '../../src/newsletter/issues.ts';
import { openNewsletter } from '../../src/newsletter/newsletter.ts';
import { loadTheme } from '../../src/render/theme/load-theme.ts';
import { findList } from '../../src/store/lists.ts';
import { contentOf, findMailing, findMailings } from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { suppress } from '../../src/store/suppressions.ts';
import { readersOf, type Stage, setStage } from './stage.ts';

describe('the freeze', () => {
  let stage: Stage;
  let store: Store;
  let prepared: PreparedIssue;
  let aim: Aim;
  beforeAll(async () => {
    stage = setStage({ readers: readersOf({ reader: 1200 }) });
    const imported = await stage.run('subscribers', 'import', 'subscribers/all.csv', '--list', 'all');
    expect(imported.code, imported.err).toBe(0);
    store = await openStore(join(stage.folder, 'newsletter.db'));
    const newsletter = openNewsletter(stage.folder);
    const path = findIssue(newsletter, 'hello', stage.folder);
    const theme = await loadTheme([join(stage.folder, 'templates')]);
    prepared = prepareIssue(newsletter, path, openIssue(newsletter, path, stage.folder), theme);
    const list = await findList(store.db, 'all');
    aim = {
      listId: list?.id as number,
      list: 'all',
      segment: undefined,
      limit: undefined,
      rate: undefined,
      practice: false,
    };
  });
  afterAll(async () => {
    await store.close();
    stage.strike();
  });
  const rowsOf = (mailing: string) =>
    store.db
      .selectFrom('deliveries')
      .selectAll()
      .where('mailing_id', '=', mailing)
      .orderBy('position')
      .execute();

  it('writes nothing when there are more or fewer people than were confirmed', async () => {
    await expect(freezeMailing(store, prepared, aim, exactly(1199), 1)).rejects.toMatchObject({
      kind: 'refused',
      code: 'send/changed',
      undone: 'Nothing was sent.',
    });
    expect(await findMailings(store.db)).toEqual([]);
    expect(await store.db.selectFrom('deliveries').select('email').execute()).toEqual([]);
  });

  it.each([
    [{ least: 1201, most: 1300 }, '1201 to 1300 people were confirmed, and now it would go to 1200'],
    [{ least: 1, most: 1 }, '1 person was confirmed, and now it would go to 1200'],
  ])('holds to %j', async (confirmed, words) => {
    await expect(freezeMailing(store, prepared, aim, confirmed, 1)).rejects.toMatchObject({
      code: 'send/changed',
      message: `The list changed in the meantime: ${words}`,
    });
    expect(await findMailings(store.db)).toEqual([]);
  });

  it('writes nothing when nobody is left, however many are allowed', async () => {
    const nobody = { ...aim, limit: 0 };
    const any = { least: 1, most: Number.POSITIVE_INFINITY };
    await expect(freezeMailing(store, prepared, nobody, any, 1)).rejects.toMatchObject({
      code: 'send/changed',
      message: 'The list changed in the meantime: there is nobody left to send it to',
      undone: 'Nothing was sent.',
    });
  });

  it('writes everybody in order with their values, what is mailed, and refuses to be done twice', async () => {
    await suppress(store.db, [{ email_key: 'reader-7@example.org', reason: 'bounced', source: 'x', at: 1 }]);
    const wish = { issue: 'hello', contentHash: await contentHash(prepared), aim, onlyNew: false };
    const course = () => courseOf(store, wish, thisSender(), 2);
    expect(await course()).toEqual({ kind: 'begin' });
    const audience = new Audience(prepared, aim, Date.now());
    expect(await audience.count(store.db)).toBe(1199);
    expect(await audience.leftOut(store.db)).toMatchObject({ suppressed: 1, outsideSegment: 0, hadIt: 0 });

    const id = await freezeMailing(store, prepared, aim, exactly(1199), 1);
    const rows = await rowsOf(id);
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 1199 }, (_, i) => i + 1));
    expect(rows.every(({ state }) => state === 'planned')).toBe(true);
    expect(rows.map(({ email }) => email)).not.toContain('reader-7@example.org');
    expect(rows.find(({ email }) => email === 'reader-10@example.org')).toMatchObject({
      fields: '{"first_name":"Reader 10"}',
      variant: 'press',
    });
    const content = JSON.parse(await contentOf(store.db, id)) as Content;
    expect(Object.keys(content.variants).sort()).toEqual(['', 'press']);
    expect(content.sources[0]?.text).toContain('title: Hello');

    await expect(freezeMailing(store, prepared, aim, exactly(1199), 1)).rejects.toMatchObject({
      code: 'mailing/running',
    });
    expect(await course()).toMatchObject({ kind: 'goOn', left: 1199 });
    const mailing = await findMailing(store.db, id);
    if (mailing) await pauseMailing(store, mailing);
    await expect(freezeMailing(store, prepared, aim, exactly(1199), 1)).rejects.toMatchObject({
      code: 'mailing/another',
      message: expect.stringContaining(`is paused (mailing ${id})`),
    });
    if (mailing) await cancelMailing(store, mailing, 3);
    expect(await course()).toMatchObject({ kind: 'sentBefore' });
    // Whom a cancelled mailing did not reach has not had the issue.
    expect(await freezeMailing(store, prepared, aim, exactly(1199), 4)).not.toBe(id);
  });
});

function exactly(people: number): Confirmed {
  return { least: people, most: people };
}
