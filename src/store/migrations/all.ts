import type { Kysely } from 'kysely';
import type { Engine } from '../engine.ts';
import { first } from './0001-first.ts';
import { traffic } from './0002-traffic.ts';
import { fewerIndexes } from './0003-fewer-indexes.ts';
import { dated } from './0004-dated.ts';
import { openDeliveries } from './0005-open-deliveries.ts';
import { practice } from './0006-practice.ts';
import { erased } from './0007-erased.ts';
import { preferences } from './0008-preferences.ts';
import { archive } from './0009-archive.ts';
import { joining } from './0010-joining.ts';
import { notices } from './0012-notices.ts';
import { sync } from './0013-sync.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly up: (db: Kysely<unknown>, engine: Engine) => Promise<void>;
}

/** In order; one that was ever released is never changed, only followed by another. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'first', up: first },
  { number: 2, name: 'traffic', up: traffic },
  { number: 3, name: 'fewer indexes', up: fewerIndexes },
  { number: 4, name: 'dated', up: dated },
  { number: 5, name: 'open deliveries', up: openDeliveries },
  { number: 6, name: 'practice', up: practice },
  { number: 7, name: 'erased', up: erased },
  { number: 8, name: 'preferences', up: preferences },
  { number: 9, name: 'archive', up: archive },
  { number: 10, name: 'joining', up: joining },
  { number: 12, name: 'notices', up: notices },
  { number: 13, name: 'sync', up: sync },
];
