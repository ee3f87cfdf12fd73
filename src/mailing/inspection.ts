import { checkSpecimen } from '../check/check.ts';
import type { CheckContext } from '../check/rule.ts';
import { takeApart } from '../check/specimen/specimen.ts';
import type { Finding } from '../finding/finding.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import { reachOf, readerAddresses } from '../message/addresses.ts';
import { sampleTokens } from '../message/tokens.ts';
import type { PreparedIssue } from './prepare.ts';

/**
 * What check has to say of the mail that is made of an issue, with the blocks of every segment in it, besides what it
 * says of the issue itself.
 * @throws {Failure} `template/…`
 */
export async function inspectMail(
  prepared: PreparedIssue,
  read: ReadIssue,
  context: CheckContext,
): Promise<Finding[]> {
  const rendered = await prepared.render(new Set(prepared.segments.keys()));
  const { unsubscribe } = readerAddresses(reachOf(prepared.newsletter.settings), sampleTokens);
  const values = { email: 'reader@example.com', fields: {}, unsubscribe };
  return checkSpecimen(takeApart({ read, rendered, theme: prepared.theme, values }), context);
}
