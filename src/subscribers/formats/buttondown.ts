import type { Standing } from '../standing.ts';
import { columnsBy, type Format } from './format.ts';

/**
 * What Buttondown’s types of subscriber say here: most are kinds of paying. Types: github.com/buttondown/openapi,
 * `enums.json`, SubscriberType, and docs.buttondown.com. `paused` is a pause in paying: mail still comes. Who has
 * not paid yet for a newsletter that only the paying get is not written to before they are asked.
 */
const types = new Map<string, Standing>([
  ...['regular', 'premium', 'trialed', 'gifted', 'churning', 'churned', 'past due', 'paused'].map(
    (type) => [type, 'active'] as const,
  ),
  ...['unactivated', 'unpaid', 'upcoming'].map((type) => [type, 'pending'] as const),
  ['removed', 'unsubscribed'],
  ['undeliverable', 'bounced'],
  ['malformed', 'bounced'],
  ['spammy', 'blocked'],
]);

const what = 'list of subscribers';

/**
 * Buttondown’s `subscribers.csv`, with the names of its API, which has called two columns otherwise before:
 * docs.buttondown.com, “Subscribers”.
 */
export const buttondown: Format = {
  name: 'buttondown',
  title: 'Buttondown',
  files: [
    { what, marks: ['email address', 'creation date', 'type'] },
    { what, marks: ['email address', 'creation date', 'subscriber type'] },
    { what, marks: ['email', 'creation date', 'subscriber type'] },
  ],
  columns: columnsBy(
    [{ as: 'status', words: types }, ['type', 'subscriber type']],
    [{ as: 'attributes' }, ['metadata']],
    [
      { as: 'left aside' },
      [
        ...[
          'secondary id',
          'avatar url',
          'risk score',
          'firewall reasons',
          'transitions',
          'email transitions',
        ],
        ...['subscriber import id', 'stripe customer', 'stripe coupon', 'open rate', 'click rate'],
        ...['last open date', 'last click date', 'delivered count', 'opened count', 'clicked count'],
      ],
    ],
  ),
};
