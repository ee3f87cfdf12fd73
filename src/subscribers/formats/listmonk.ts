import { columnsBy, type Format } from './format.ts';

/**
 * listmonk’s `subscribers.csv`. Its status is the person’s, not the subscription’s: github.com/knadh/listmonk,
 * `cmd/subscribers.go`, `ExportSubscribers`, and issue #738.
 */
export const listmonk: Format = {
  name: 'listmonk',
  title: 'listmonk',
  files: [
    {
      what: 'list of subscribers',
      marks: ['uuid', 'email', 'name', 'attributes', 'status'],
      caution:
        'listmonk’s file does not say who has left a single list there, only whom it disabled or blocklisted: see that it was exported without them.',
    },
  ],
  columns: columnsBy(),
};
