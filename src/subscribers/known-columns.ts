import type { Column } from './columns.ts';
import { isNo, type Standing, standingOf } from './standing.ts';

const falsy = (cell: string): boolean => cell === '' || isNo(cell);
/** `subscribed`: no means gone; another word may still say more. */
const yesColumn = (cell: string): Standing | undefined => (cell === '' ? undefined : standingOf(cell));
/** `confirmed`: no means not yet. */
const confirmedColumn = (cell: string): Standing | undefined => (isNo(cell) ? 'pending' : undefined);
/** `unsubscribed`, `UNSUB_TIME`: anything but no means so, also a date. */
const noColumn =
  (standing: Standing) =>
  (cell: string): Standing | undefined =>
    falsy(cell) ? undefined : standing;

type Entry = readonly [column: Column, names: readonly string[]];

/** What people and most tools call their columns; `formats/` has what only one tool calls so. */
const known: readonly Entry[] = [
  [
    { as: 'email' },
    [
      ...['email', 'email address', 'e mail', 'e mail address', 'mail', 'subscriber email', 'subscriber'],
      ...['e mail adresse', 'email adresse', 'adresse e mail', 'adresse email', 'correo electronico'],
    ],
  ],
  [{ as: 'field', field: 'first_name' }, ['first name', 'firstname', 'fname', 'given name', 'forename']],
  [{ as: 'field', field: 'last_name' }, ['last name', 'lastname', 'lname', 'surname', 'family name']],
  [{ as: 'name' }, ['name', 'full name', 'fullname', 'display name', 'contact name', 'subscriber name']],
  [{ as: 'tags' }, ['tags', 'tag', 'labels', 'label']],
  [{ as: 'attributes' }, ['attributes', 'attribs']],
  [{ as: 'status' }, ['status', 'subscription status', 'subscriber status', 'email status', 'member status']],
  // In an address book it is a place.
  [{ as: 'standing or field', field: 'state' }, ['state']],
  [
    { as: 'standing', read: yesColumn },
    [
      'subscribed',
      'is subscribed',
      'subscribed to emails',
      'active',
      'is active',
      'opted in',
      'email opt in',
    ],
  ],
  [{ as: 'standing', read: yesColumn }, ['rejected status']],
  [{ as: 'standing', read: confirmedColumn }, ['confirmed', 'is confirmed', 'verified', 'email verified']],
  [
    { as: 'standing', read: noColumn('unsubscribed') },
    [
      ...[
        'unsubscribed',
        'is unsubscribed',
        'opted out',
        'opt out',
        'optout',
        'unsub time',
        'unsubscribed at',
      ],
      ...['unsubscribe time', 'unsubscribe date', 'unsubscribed date', 'unsubscribed on', 'opt out time'],
      ...[
        'unsubscription date',
        'deleted',
        'deleted at',
        'left at',
        'cancelled at',
        'canceled at',
        'inactive',
      ],
    ],
  ],
  [
    { as: 'standing', read: noColumn('bounced') },
    [
      ...['clean time', 'cleaned', 'cleaned at', 'bounced', 'bounced at', 'hard bounced'],
      ...['undeliverable', 'undeliverability date'],
    ],
  ],
  [
    { as: 'standing', read: noColumn('blocked') },
    [
      ...['email disabled', 'disabled', 'disabled at', 'blocked', 'blocklisted', 'blacklisted', 'suppressed'],
      ...['email suppressed', 'banned'],
    ],
  ],
  [
    { as: 'standing', read: noColumn('complained') },
    ['complained', 'complained at', 'spam', 'marked as spam'],
  ],
  [{ as: 'consent source' }, ['consent source']],
  [{ as: 'consent record' }, ['consent']],
  ...consents(),
  [
    { as: 'left aside' },
    [
      ...[
        'id',
        'uuid',
        'euid',
        'leid',
        'subscriber id',
        'member rating',
        'last changed',
        'updated at',
        'list',
      ],
      ...[
        'latitude',
        'longitude',
        'gmtoff',
        'dstoff',
        'stripe customer id',
        'rejected line',
        'rejected because',
      ],
      ...['unsub campaign title', 'unsub campaign id', 'unsub reason', 'unsub reason other'],
      ...['clean campaign title', 'clean campaign id'],
    ],
  ],
];

/** From what says most about when somebody agreed to what says least. */
function consents(): Entry[] {
  const names: readonly (readonly string[])[] = [
    ['consent at', 'consent time', 'consent date'],
    ['confirm time', 'confirmed at', 'confirmation time'],
    ['optin time', 'opt in time', 'opted in at', 'optin date', 'opt in date'],
    ['subscribed at', 'subscribed on', 'subscription date', 'signup date', 'sign up date', 'date subscribed'],
    ['created at', 'created', 'date added', 'added at', 'creation date', 'date created', 'joined at'],
    ['optin ip', 'confirm ip', 'consent ip', 'ip address', 'signup ip', 'consent text', 'consent wording'],
  ];
  return names.flatMap((group, rank) =>
    group.map((name): Entry => [{ as: 'consent', key: name.replaceAll(' ', '_'), rank }, [name]]),
  );
}

/** Columns by their plain names. */
export const knownColumns: ReadonlyMap<string, Column> = new Map(
  known.flatMap(([column, names]) => names.map((name) => [name, column] as const)),
);
