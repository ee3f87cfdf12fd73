import { columnsBy, type Format } from './format.ts';

/**
 * Substack’s `email_list.….csv` (older: `signup_emails`), its list of paying subscribers, and what the dashboard’s
 * page of subscribers exports, where nearly every column counts what somebody opened and clicked: those stay
 * behind. Headers: github.com/TryGhost/migrate, the samples in `packages/mg-substack-members-csv`, and public
 * programs that read the dashboard’s file.
 */
export const substack: Format = {
  name: 'substack',
  title: 'Substack',
  files: [
    { what: 'list of subscribers', marks: ['email', 'active subscription', 'email disabled'] },
    { what: 'list of paying subscribers', marks: ['email', 'expiry', 'email disabled', 'type'] },
    { what: 'list of subscribers from its dashboard', marks: ['email', 'type', 'emails received 6mo'] },
  ],
  columns: columnsBy(
    [{ as: 'consent', key: 'start_date', rank: 4 }, ['start date']],
    [
      { as: 'left aside' },
      [
        ...['stripe connected customer id', 'activity', 'num emails opened', 'links clicked'],
        ...['last email open', 'last clicked at', 'days active 30d', 'revenue', 'bestseller'],
        ...counted('emails received', 'emails dropped', 'emails opened', 'unique emails seen'),
        ...counted('post views', 'unique posts seen', 'comments', 'shares'),
      ],
    ],
  ),
};

/** A figure ever, and in the last six months, week and thirty days. */
function counted(...figures: readonly string[]): string[] {
  return figures.flatMap((figure) => [figure, `${figure} 6mo`, `${figure} 7d`, `${figure} 30d`]);
}
