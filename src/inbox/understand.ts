import { leaveWord } from '../message/addresses.ts';
import { tokenFromMail } from '../message/mail-token.ts';
import { readToken, type TokenClaim } from '../message/tokens.ts';
import { isAutomatic, isBounce, isComplaint } from './automatic.ts';
import type { Header } from './header.ts';

/** Why a message is left for a person to read. */
export type Unclear =
  | 'longHeader'
  | 'complaint'
  | 'forged'
  | 'several'
  | 'wantsToLeave'
  | 'wantsToSubscribe'
  | 'noToken';

/** What a message asks for. */
export type Understood =
  | { readonly kind: 'leave'; readonly claim: TokenClaim }
  | { readonly kind: 'bounce' }
  | { readonly kind: 'automatic' }
  | { readonly kind: 'unclear'; readonly why: Unclear };

/** Where the address stands that a message was sent to: as its writer put it, and as servers on the way note it. */
const recipientFields = [
  ...['to', 'cc', 'delivered-to', 'x-original-to', 'original-to', 'envelope-to', 'x-envelope-to'],
  ...['x-delivered-to', 'x-rcpt-to', 'apparently-to', 'resent-to'],
];

/** More different words like a token than any request has; each costs a signature to look at. */
const mostWords = 16;

/** Only a genuine token makes a request, in an address or in the subject; who a message is from counts for nothing. */
export function understand(header: Header, secrets: readonly string[]): Understood {
  if (isBounce(header)) return { kind: 'bounce' };
  if (isComplaint(header)) return unclear('complaint');
  if (isAutomatic(header)) return { kind: 'automatic' };
  const words = tokenWords(header);
  if (words.length > mostWords) return unclear('several');
  const claims = words.flatMap((word) => readToken(secrets, tokenFromMail(word) ?? '') ?? []);
  const [claim] = claims;
  if (!claim) return unclear(words.length > 0 ? 'forged' : wishOf(header));
  const others = claims.some((one) => one.list !== claim.list || one.subscriber !== claim.subscriber);
  return others ? unclear('several') : { kind: 'leave', claim };
}

/** Each word once that is written like a token: 19 bytes at least. */
function tokenWords(header: Header): string[] {
  const texts = [...recipientFields.flatMap(header.all), header.subject];
  const words = texts.flatMap((text) => text.match(/(?<![a-z0-9])[a-z2-7]{31,90}(?![a-z0-9])/gi) ?? []);
  return [...new Set(words.map((word) => word.toLowerCase()))];
}

/** What somebody asks for who has no token: a person decides. */
function wishOf({ subject }: Header): Unclear {
  if (new RegExp(`\\b${leaveWord}`, 'i').test(subject)) return 'wantsToLeave';
  return /\bsubscribe/i.test(subject) ? 'wantsToSubscribe' : 'noToken';
}

function unclear(why: Unclear): Understood {
  return { kind: 'unclear', why };
}
