import type { Generated } from 'kysely';

/**
 * The store's tables, the same on every engine. Instants are integers, milliseconds since 1970 UTC;
 * what is structured (fields, tags, consent, content) is JSON text.
 */
export interface Tables {
  lists: ListTable;
  subscribers: SubscriberTable;
  subscriptions: SubscriptionTable;
  address_changes: AddressChangeTable;
  joinings: JoiningTable;
  joining_counts: JoiningCountTable;
  joining_mails: JoiningMailTable;
  notices: NoticeTable;
  suppressions: SuppressionTable;
  mailings: MailingTable;
  deliveries: DeliveryTable;
  senders: SenderTable;
  tests: TestTable;
  events: EventTable;
  traffic: TrafficTable;
  traffic_hours: TrafficHourTable;
  traffic_clock: TrafficClockTable;
  archive: ArchiveTable;
  pictures: PictureTable;
  identity: IdentityTable;
  peers: PeerTable;
  foreign_readers: ForeignReaderTable;
  foreign_lists: ForeignListTable;
  foreign_mailings: ForeignMailingTable;
}

export interface ListTable {
  id: Generated<number>;
  name: string;
  created_at: number;
}

export interface SubscriberTable {
  id: Generated<number>;
  /** As it goes on the wire: the domain in A-labels. */
  email: string;
  /** The address lower-cased: two spellings of one address are one subscriber. */
  email_key: string;
  /** JSON object of strings. */
  fields: string;
  /** JSON array of strings. */
  tags: string;
  created_at: number;
  updated_at: number;
}

export interface SubscriptionTable {
  list_id: number;
  subscriber_id: number;
  state: 'pending' | 'active' | 'unsubscribed';
  /** Where consent came from: `import subscribers/readers.csv`, `added by hand`. */
  source: string;
  /** When the reader agreed, as far as it is known. */
  consent_at: number | null;
  /** JSON object: what else is known of the consent (wording, page, network address). */
  consent: string;
  created_at: number;
  updated_at: number;
  left_at: number | null;
  /** Nothing is sent before this instant, as the reader wishes; null or past: they get mail. */
  paused_until: number | null;
}

/** A reader’s wish to get their mail at another address, which is to be confirmed there. */
export interface AddressChangeTable {
  id: Generated<number>;
  subscriber_id: number;
  email: string;
  email_key: string;
  asked_at: number;
  /** When it was confirmed. */
  done_at: number | null;
  /** The subscriber who had the new address already, and got the lists. */
  joined_id: number | null;
}

/** Somebody’s wish to get the newsletter, which is to be confirmed by mail; forgotten after a while. */
export interface JoiningTable {
  id: Generated<number>;
  email: string;
  email_key: string;
  /** JSON array: the names of lists. */
  lists: string;
  /** JSON object of strings. */
  fields: string;
  /** JSON object: from where, on which page and to which wording. */
  consent: string;
  asked_at: number;
  /** When it was confirmed. */
  done_at: number | null;
}

/** How many wishes to join there were in ten minutes. */
export interface JoiningCountTable {
  /** A keyed hash of a network, or of all of them. */
  subject: string;
  begins_at: number;
  count: number;
}

/** How many confirmations an address was sent since it last confirmed one. */
export interface JoiningMailTable {
  /** A keyed hash of the address. */
  subject: string;
  mails: number;
  last_at: number;
}

/** Small mails to one person each, until a server has taken them. */
export interface NoticeTable {
  id: Generated<number>;
  /** Its Message-ID is made from this. */
  name: string;
  /** Of who gets it; empty with the notice. */
  email_key: string;
  /** JSON, or empty: nothing is to be mailed. */
  notice: string;
  made_at: number;
  /** When it is tried for the first time, or again. */
  due_at: number;
  tries: number;
  /** Since when somebody has it under way; null while it waits. */
  taken_at: number | null;
}

export interface SuppressionTable {
  email_key: string;
  reason: 'unsubscribed' | 'bounced' | 'complained' | 'blocked' | 'erased';
  /** Who says so: `import old.csv line 3`, a server's reply. */
  source: string;
  at: number;
}

export interface MailingTable {
  /** Short, shown by `status`. */
  id: string;
  /** The issue's slug. */
  issue: string;
  list_id: number;
  /** The filter as it was given, or null for the whole list. */
  segment: string | null;
  /** As asked for this mailing, such as `40/s, 14000/h`; null: as the settings say. */
  rate: string | null;
  /** 1 when it only goes to the outbox on this machine. */
  practice: number;
  state: 'running' | 'paused' | 'done' | 'incomplete' | 'cancelled';
  /** Why it is paused or incomplete, in words. */
  reason: string | null;
  /** SHA-256 of what is mailed, hexadecimal. */
  content_hash: string;
  /** JSON: what every copy is made from, so that a resume needs no file. */
  content: string;
  recipients: number;
  created_at: number;
  ended_at: number | null;
}

export interface DeliveryTable {
  mailing_id: string;
  subscriber_id: number;
  /** Place in the mailing's order, from 1. */
  position: number;
  email: string;
  email_key: string;
  /** JSON object: the values of the fields this issue uses, as they were at the freeze. */
  fields: string;
  /** Which rendering of the content this reader gets. */
  variant: string;
  state:
    | 'planned'
    | 'claimed'
    | 'sending'
    | 'accepted'
    | 'deferred'
    | 'rejected'
    | 'unknown'
    | 'expired'
    | 'skipped'
    | 'cancelled';
  attempts: number;
  /** When a deferred delivery may be tried again. */
  due_at: number | null;
  /** When it was deferred for the first time: how long it is tried counts from here. */
  deferred_since: number | null;
  /** The sender that holds a claimed or sending delivery. */
  sender_id: string | null;
  /** What the Date of its copy says; null before it was ever cleared. */
  dated_at: number | null;
  /** Written once, at the first 250. */
  accepted_at: number | null;
  /** The server's last words about this copy. */
  reply: string | null;
  /** Why it was skipped or is unknown. */
  reason: string | null;
  /** 1 when a refusal was one of those that paused the mailing: resuming plans it again, and leaves 2 here. */
  held: number;
  updated_at: number;
}

/** A process that claims deliveries; its claims end with it. */
export interface SenderTable {
  id: string;
  mailing_id: string;
  machine_id: string;
  boot_id: string;
  pid: number;
  process_started: string;
  heartbeat_at: number;
}

export interface TestTable {
  content_hash: string;
  email: string;
  at: number;
}

export interface EventTable {
  id: Generated<number>;
  at: number;
  kind: string;
  mailing_id: string | null;
  subscriber_id: number | null;
  /** JSON object. */
  detail: string;
}

/** How many messages went out in a minute. Instants here are in the time that traffic keeps: `traffic_clock`. */
export interface TrafficTable {
  /** The beginning of the minute. */
  minute: number;
  /** Who received them, where that provider has limits of its own; empty: anybody else. */
  provider: string;
  messages: number;
}

/** The same of minutes long past, whoever received them. */
export interface TrafficHourTable {
  hour: number;
  messages: number;
}

/** One row, with the first message. */
export interface TrafficClockTable {
  id: number;
  /** The minute in which the first message ever went out. */
  first_at: number;
  /** How far traffic's time is ahead of the clock, which may have been set since; may be negative. */
  ahead: number;
}

/** The web copy of a mailing's issue: what anybody may read, with nothing of any reader. */
export interface ArchiveTable {
  /** The mailing may be on another machine. */
  mailing_id: string;
  /** The issue's slug. */
  issue: string;
  title: string;
  /** The words an inbox shows behind the subject; may be empty. */
  summary: string;
  /** YYYY-MM-DD, where the issue names a day. */
  date: string | null;
  lang: string;
  dir: 'ltr' | 'rtl';
  css: string;
  html: string;
  sent_at: number;
}

/** Pictures that are hosted. */
export interface PictureTable {
  /** Its content's hash and its ending: `3f9c….png`. */
  name: string;
  content: Uint8Array;
}

/** One row: which store this is. */
export interface IdentityTable {
  id: string;
  /** What was last written here to see whether another store is this very one. */
  mark: string;
}

/** Another store of the same newsletter, and how far the two know each other. */
export interface PeerTable {
  /** Its `IdentityTable.id`. */
  id: string;
  /** The last of its events that was brought here, and of ours that was brought there. */
  taken: number;
  given: number;
}

/** By what number another store knows a subscriber: the links it signs carry it. */
export interface ForeignReaderTable {
  peer: string;
  number: number;
  subscriber_id: number;
}

export interface ForeignListTable {
  peer: string;
  number: number;
  list_id: number;
}

/** A mailing that another store sends: the numbers in its links are that one’s. */
export interface ForeignMailingTable {
  mailing_id: string;
  peer: string;
}
