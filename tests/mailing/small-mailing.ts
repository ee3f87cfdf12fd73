import { addressKey } from '../../src/address/email-address.ts';
import type { Clock } from '../../src/mailing/clock.ts';
import type { Content } from '../../src/mailing/content.ts';
import type { EngineEvent, Stop } from '../../src/mailing/engine/events.ts';
import type { Route } from '../../src/mailing/engine/lane.ts';
import { thisSender } from '../../src/mailing/identity.ts';
import type { Limits } from '../../src/mailing/pace/limits.ts';
import { type Manner, type RunEnd, runMailing } from '../../src/mailing/run.ts';
import { reopenMailing } from '../../src/mailing/steer.ts';
import type { RenderedIssue, SlotContext, Template } from '../../src/render/template.ts';
import { openServer, type Server } from '../../src/smtp/transport.ts';
import { type DeliveryState, deliveryStates } from '../../src/store/delivery.ts';
import { type DeliveryLine, streamDeliveries } from '../../src/store/delivery-lines.ts';
import { ensureList } from '../../src/store/lists.ts';
import {
  addDeliveries,
  completeMailing,
  createMailing,
  findMailing,
  type Mailing,
} from '../../src/store/mailings.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscribers } from '../../src/store/subscribers.ts';
import { putSubscriptions } from '../../src/store/subscriptions.ts';
import { address } from '../address/address.ts';
import { person } from '../store/people.ts';
import { jumpingClock } from './jumping-clock.ts';
import { secret } from './stage.ts';

/** A mailing in a store of its own, with a tiny text, for tests of the engine: no files, no templates. */
export interface SmallMailing {
  readonly store: Store;
  /** Runs it once over a server or several, to its rest. */
  run(server: Server | { readonly url: string } | readonly Route[], how?: Partial<How>): Promise<RunEnd>;
  mailing(): Promise<Mailing>;
  reopen(how?: { retryUnknown?: boolean; now?: number }): Promise<number>;
  lines(): Promise<readonly DeliveryLine[]>;
}

interface How {
  readonly limits: Limits;
  readonly tempo: Partial<Manner>;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly watch: (event: EngineEvent) => void;
}

export const id = 'small1';
const unlimited: Limits = { rate: [], providers: new Map(), warmup: undefined, remembered: true };
const start = Date.parse('2026-12-01T08:00:00Z');
const hour = 3_600_000;

export async function setMailing(readers: readonly string[], path = ':memory:'): Promise<SmallMailing> {
  const store = await openStore(path);
  await store.transaction(async (db) => {
    const list = await ensureList(db, 'readers', start);
    const ids = await createSubscribers(
      db,
      readers.map((reader) => person(reader)),
      start,
    );
    const subscriptions = [...ids.values()].map((subscriberId) => ({ listId: list.id, subscriberId }));
    const active = { state: 'active', source: 'test', consentAt: null, consent: {}, leftAt: null } as const;
    await putSubscriptions(
      db,
      subscriptions.map((one) => ({ ...one, ...active })),
      start,
    );
    const mailing = {
      id,
      issue: 'hello',
      listId: list.id,
      segment: null,
      rate: null,
      practice: false,
      contentHash: 'hash',
      createdAt: start,
    };
    await createMailing(db, mailing);
    const deliveries = readers.map((email) => ({
      subscriberId: ids.get(addressKey(address(email))) as number,
      email,
      emailKey: addressKey(address(email)),
      fields: {},
      variant: '',
    }));
    await addDeliveries(db, mailing, 1, deliveries);
    await completeMailing(db, id, JSON.stringify(content()), readers.length);
  });
  return standing(store);
}

function standing(store: Store): SmallMailing {
  const mailing = async (): Promise<Mailing> => (await findMailing(store.db, id)) as Mailing;
  return {
    store,
    mailing,
    run: async (server, how = {}) => {
      const { clock = jumpingClock(start) } = how;
      const parts = {
        store,
        identity: thisSender(),
        routes: routesTo(server),
        keys: [secret],
        limits: how.limits ?? unlimited,
        tempo: {
          connections: 3,
          retryAfter: hour / 6,
          retryFor: 96 * hour,
          wait: 0,
          ...how.tempo,
        },
        clock,
        watch: how.watch ?? (() => undefined),
      };
      return runMailing(parts, await mailing(), how.stop ?? never());
    },
    reopen: async ({ retryUnknown = false, now = start } = {}) =>
      reopenMailing(store, await mailing(), thisSender(), { retryUnknown, retryFor: 96 * hour, now }),
    lines: async () => {
      const lines: DeliveryLine[] = [];
      for (const state of deliveryStates) {
        for await (const line of streamDeliveries(store.db, id, state)) lines.push(line);
      }
      return lines;
    },
  };
}

function routesTo(server: Server | { readonly url: string } | readonly Route[]): readonly Route[] {
  if ('length' in server) return server;
  return [{ server: 'url' in server ? openServer({ name: 'test', url: server.url }) : server, weight: 1 }];
}

function never(): Stop {
  return { soft: new AbortController().signal, hard: new AbortController().signal };
}

/** `{ accepted: 3, rejected: 1 }`: only the states there are. */
export function tallyOf(lines: readonly DeliveryLine[]): Partial<Record<DeliveryState, number>> {
  const counts: Partial<Record<DeliveryState, number>> = {};
  for (const { state } of lines) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function content(): Content {
  const plain = (context: SlotContext, text: string): Template => ({ context, runs: [text], slots: [] });
  const rendered: RenderedIssue = {
    subject: plain('header', 'Hello'),
    preview: plain('text', ''),
    html: plain('html', '<p>Hello</p>'),
    text: plain('text', 'Hello'),
    pictures: [],
  };
  return {
    url: 'https://news.example.org',
    newsletter: 'News',
    from: { name: 'News', address: address('hello@news.example.org') },
    replyTo: null,
    bounces: address('bounces@news.example.org'),
    webCopy: 'https://news.example.org/hello',
    archive: 'https://news.example.org/archive',
    variants: { '': rendered },
    pictures: [],
    sources: [],
  };
}
