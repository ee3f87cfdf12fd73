import type { Comparison } from './segment.ts';

/** Days of a filter, in UTC, so that the same filter means the same readers on every machine. */
export interface Days {
  /** Milliseconds since 1970: the first instant within, and the first behind. */
  readonly from: number;
  readonly until: number;
}

const day = 86_400_000;

/** The day that is written as `2026-01-31`; undefined where there is no such day. */
export function dayNamed(text: string): Days | undefined {
  const from = Date.parse(`${text}T00:00:00Z`);
  // 2026-02-30 is no day, and read by JavaScript as 2 March.
  if (Number.isNaN(from) || new Date(from).toISOString().slice(0, 10) !== text) return undefined;
  return { from, until: from + day };
}

/** The days before or after one, with it or without it. */
export function beside({ from, until }: Days, than: Comparison): Days {
  switch (than) {
    case '<':
      return { from: Number.NEGATIVE_INFINITY, until: from };
    case '<=':
      return { from: Number.NEGATIVE_INFINITY, until };
    case '>':
      return { from: until, until: Number.POSITIVE_INFINITY };
    case '>=':
      return { from, until: Number.POSITIVE_INFINITY };
  }
}

export const units = ['days', 'weeks', 'months', 'years'] as const;
export type Unit = (typeof units)[number];

/** Today and so many days before or after it: `last 3 months` on 31 May begins on 28 February. */
export function around(now: number, way: 'last' | 'next', count: number, unit: Unit): Days {
  const today = Math.floor(now / day) * day;
  const end = moved(today, way === 'last' ? -count : count, unit);
  return way === 'last' ? { from: end, until: today + day } : { from: today, until: end + day };
}

function moved(from: number, count: number, unit: Unit): number {
  if (unit === 'days') return from + count * day;
  if (unit === 'weeks') return from + count * 7 * day;
  const date = new Date(from);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count * (unit === 'years' ? 12 : 1);
  const [year, month] = [Math.floor(months / 12), ((months % 12) + 12) % 12];
  const longest = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), longest));
}
