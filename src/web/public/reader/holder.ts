import type { Context } from 'hono';
import { readToken } from '../../../message/tokens.ts';
import { numbersHere } from '../../../store/foreign.ts';
import type { Subscriber } from '../../../store/subscribers.ts';
import { findHolder, type Membership } from '../../../subscribers/membership.ts';
import { forReader } from '../language.ts';
import type { Site } from '../site.ts';

/** Who holds a link with a token, as far as that can be told. */
export interface Holder {
  /** In the reader’s language. */
  readonly site: Site;
  readonly token: string;
  /** Nobody where the token is forged, or its reader is not there any more. */
  readonly reader: Subscriber | undefined;
  /** A list and a reader there never are, where the token says nothing: to ask for it costs what a good one costs. */
  readonly membership: Membership;
  readonly mailing: string | undefined;
  /** The link is genuine, and stood in a test: it is nobody’s. */
  readonly isTest: boolean;
}

export async function holderOf(c: Context, site: Site): Promise<Holder> {
  const token = c.req.param('token') ?? '';
  const claim = readToken(site.secrets, token);
  const said = { listId: claim?.list ?? 0, subscriberId: claim?.subscriber ?? 0 };
  const membership = await numbersHere(site.store.db, claim?.mailing ?? '', said);
  const reader = await findHolder(site.store.db, membership.subscriberId);
  const isTest = claim?.subscriber === 0;
  return { site: forReader(site, reader), token, reader, membership, mailing: claim?.mailing, isTest };
}
