import { columnsBy, type Format } from './format.ts';

/**
 * beehiiv’s export, of which there are two shapes; `unsubscribed_at` counts, whatever the status beside it says.
 * Headers: github.com/TryGhost/migrate, the sample in `packages/mg-beehiiv-members`, and public programs that read
 * the other shape; statuses: developers.beehiiv.com, “Subscriptions”.
 */
export const beehiiv: Format = {
  name: 'beehiiv',
  title: 'beehiiv',
  files: [
    { what: 'list of subscribers', marks: ['email', 'status', 'created at', 'subscription tier'] },
    { what: 'list of subscribers', marks: ['email', 'status', 'created at', 'tier'] },
  ],
  columns: columnsBy([
    { as: 'left aside' },
    ['open rate', 'click rate', 'total sent', 'total received', 'total unique opened', 'total clicked'],
  ]),
};
