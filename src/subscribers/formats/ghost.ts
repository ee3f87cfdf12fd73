import { columnsBy, type Format } from './format.ts';

/**
 * Ghost’s `members….csv`: whoever wants none of its newsletters has `subscribed_to_emails` false, and labels are
 * tags. Headers: github.com/TryGhost/Ghost, `ghost/members-csv`.
 */
export const ghost: Format = {
  name: 'ghost',
  title: 'Ghost',
  files: [
    { what: 'list of members', marks: ['email', 'name', 'subscribed to emails', 'complimentary plan'] },
  ],
  columns: columnsBy([{ as: 'left aside' }, ['gift id', 'import tier']]),
};
