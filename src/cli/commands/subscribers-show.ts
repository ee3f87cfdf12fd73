import { displayAddress } from '../../address/email-address.ts';
import { openNewsletter } from '../../newsletter/newsletter.ts';
import type { Event } from '../../store/events.ts';
import type { PastDelivery } from '../../store/history.ts';
import type { SubscriberRecord } from '../../subscribers/look.ts';
import { formatTags } from '../../subscribers/tags.ts';
import { type Desk, print, printJson, withStore } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { localDay, localMinute } from '../local-day.ts';
import { personAtDesk, personJson } from '../person.ts';
import { tableRows } from '../table.ts';

/** Prints all that is known of one person: what a person who asks may see. */
export async function run(desk: Desk, [address = '']: readonly string[]): Promise<number> {
  const newsletter = openNewsletter(desk.cwd);
  const record = await withStore(newsletter, (store) => personAtDesk(desk, newsletter, store, address));
  if (desk.flags.json) printJson(desk, personJson(record));
  else for (const row of rowsOf(record)) print(desk, row);
  return exitCodes.done;
}

function rowsOf(record: SubscriberRecord): string[] {
  const { subscriber, suppression, deliveries, events } = record;
  return [
    displayAddress(subscriber.email),
    `known since ${localDay(subscriber.createdAt)}`,
    ...(suppression
      ? [`gets no mail: ${suppression.reason} on ${localDay(suppression.at)}, ${suppression.source}`]
      : []),
    ...section('Fields', Object.entries(subscriber.fields)),
    ...section('Tags', subscriber.tags.length > 0 ? [[formatTags(subscriber.tags)]] : []),
    ...section('Lists', record.subscriptions.map(subscriptionRow)),
    ...section('Consent', record.subscriptions.flatMap(consentRows)),
    ...section('Issues', deliveries.map(deliveryRow)),
    ...section('What happened', events.map(eventRow)),
  ];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...tableRows(rows).map((row) => `  ${row}`)];
}

type SubscriptionRecord = SubscriberRecord['subscriptions'][number];

function subscriptionRow({ list, state, createdAt, leftAt, pausedUntil }: SubscriptionRecord): string[] {
  const pause = pausedUntil === null ? '' : `, no mail before ${localDay(pausedUntil)}`;
  return [list, state, `since ${localDay(leftAt ?? createdAt)}${pause}`];
}

function consentRows({ list, source, consentAt, consent }: SubscriptionRecord): string[][] {
  const when = consentAt === null ? 'when is not known' : localMinute(consentAt);
  return [[list, source, when], ...Object.entries(consent).map(([key, value]) => [list, key, value])];
}

function deliveryRow(delivery: PastDelivery): string[] {
  const { issue, list, practice, state, acceptedAt, updatedAt, reply, reason } = delivery;
  const how = practice ? `${state}, practice` : state;
  return [localMinute(acceptedAt ?? updatedAt), issue, list, how, reply ?? reason ?? ''];
}

function eventRow({ at, kind, detail }: Event): string[] {
  const words = Object.entries(detail).map(([key, value]) => `${key}: ${String(value)}`);
  return [localMinute(at), kind, words.join(', ')];
}
