import { columnsBy, type Format } from './format.ts';

/**
 * Keila’s `contacts_….csv`: `Data` holds what it knows of a person as JSON, and `unreachable` is one whose mail
 * bounced. Headers: github.com/pentacent/keila, `KeilaWeb.ContactsCsvExport`; statuses: `Keila.Contacts.Contact`.
 */
export const keila: Format = {
  name: 'keila',
  title: 'Keila',
  files: [{ what: 'list of contacts', marks: ['email', 'first name', 'last name', 'data', 'status'] }],
  columns: columnsBy(
    [{ as: 'attributes' }, ['data']],
    [{ as: 'status', words: new Map([['unreachable', 'bounced']]) }, ['status']],
  ),
};
