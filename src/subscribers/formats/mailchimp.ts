import { columnsBy, type Format } from './format.ts';

/** Behind the merge fields, which every audience has its own of. */
const marks = ['member rating', 'optin time', 'confirm time', 'leid', 'euid'];

const unsubscribed = { what: 'list of people who unsubscribed', standing: 'unsubscribed' } as const;
const cleaned = {
  what: 'list of cleaned addresses, which do not exist or could not be reached',
  standing: 'bounced',
} as const;

/**
 * Mailchimp’s export is an archive of a file for each standing, named `subscribed_…`, `unsubscribed_…`, `cleaned_…`
 * and `nonsubscribed_…`; no column holds the standing. The unsubscribed have UNSUB_TIME and the cleaned CLEAN_TIME
 * where the subscribed have LAST_CHANGED, so a file that was renamed is known too; one that was put together by
 * hand has several of them, and is read row by row. Headers: github.com/TryGhost/migrate, the samples in
 * `packages/mg-mailchimp-members`.
 */
export const mailchimp: Format = {
  name: 'mailchimp',
  title: 'Mailchimp',
  files: [
    { ...unsubscribed, marks, named: /^unsubscribed(?![a-z])/i },
    { ...cleaned, marks, named: /^cleaned_.*export/i },
    {
      what: 'list of contacts who never subscribed',
      standing: 'pending',
      marks,
      named: /^nonsubscribed(?![a-z])/i,
    },
    { ...unsubscribed, marks: [...marks, 'unsub time'], lacks: ['last changed', 'clean time'] },
    { ...cleaned, marks: [...marks, 'clean time'], lacks: ['last changed', 'unsub time'] },
    {
      what: 'list of subscribers',
      marks,
      caution:
        'Its files of the unsubscribed and the cleaned should be imported too: then nobody in them can come back with some later file.',
    },
  ],
  columns: columnsBy(),
};
