/** Whose exports are known, as `--from` takes them. */
const formatNames = [
  'mailchimp',
  'substack',
  'ghost',
  'buttondown',
  'kit',
  'beehiiv',
  'listmonk',
  'keila',
] as const;

export type FormatName = (typeof formatNames)[number];

/** What a file is said to be: to be told by its headers, the export of a tool, or a table of no tool. */
export const fromNames = ['auto', ...formatNames, 'table'] as const;

export type From = (typeof fromNames)[number];
