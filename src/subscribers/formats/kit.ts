import { columnsBy, type Format } from './format.ts';

/**
 * Kit’s export (ConvertKit’s): `state` is the status, which in an address book would be a place. Headers: public
 * programs that read it; the names and states are those of its API, developers.kit.com, “List subscribers”.
 */
export const kit: Format = {
  name: 'kit',
  title: 'Kit',
  files: [{ what: 'list of subscribers', marks: ['email address', 'state', 'created at'] }],
  columns: columnsBy([{ as: 'status' }, ['state']]),
};
