import type { SyncReport } from '../sync/sync.ts';
import { counted } from './counted.ts';

/** What a sync did, in one row: “3 left and 1 joined there; 12 people, 1 issue and 2 pictures brought there”. */
export function syncRow({ taken, given, issues, pictures }: SyncReport): string {
  const there = [
    [taken.left, 'left'],
    [taken.joined, 'joined'],
    [taken.paused, 'paused'],
    [taken.readdressed, 'changed their address'],
    [taken.suppressed, 'suppressed'],
    [taken.otherwise, 'changed otherwise'],
  ] as const;
  const brought = [
    given > 0 ? counted(given, 'person', 'people') : '',
    issues > 0 ? counted(issues, 'issue') : '',
    pictures > 0 ? counted(pictures, 'picture') : '',
  ].filter((part) => part !== '');
  const happened = there.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return [
    happened.length > 0 ? `${listed(happened)} there` : 'nothing new there',
    brought.length > 0 ? `${listed(brought)} brought there` : 'nothing to bring there',
  ].join('; ');
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
