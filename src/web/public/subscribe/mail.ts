import type { EmailAddress } from '../../../address/email-address.ts';
import type { Notice } from '../../../message/notice.ts';
import { issueTicket } from '../../../message/ticket.ts';
import { signLinkTokens } from '../../../message/tokens.ts';
import { type Due, joiningLife } from '../../../subscribers/joining/ask.ts';
import type { Joined } from '../../../subscribers/joining/join.ts';
import { say } from '../../../words/words.ts';
import type { Site } from '../site.ts';
import type { SignUpOffer } from './offer.ts';

/** Where a wish to join is confirmed, behind the newsletter’s `url`. */
export function joiningPath(joining: number, ticket: string): string {
  return `/subscribe/${joining}/${ticket}`;
}

/** What the ticket in a confirmation mail is good for. */
export function joiningPurpose(joining: number): string {
  return `join ${joining}`;
}

/** What is due to an address, in words. */
export function noticeOf(site: Site, offer: SignUpOffer, to: EmailAddress, due: Due): Notice | undefined {
  if (due.kind === 'confirm') return confirmationMail(site, to, due.joining);
  return due.kind === 'already' ? alreadyMail(site, to) : welcomeMail(site, offer, to, due.joined);
}

/** Says nothing of what was typed into the form besides the address: whoever typed it may be anybody. */
function confirmationMail(site: Site, to: EmailAddress, joining: number): Notice {
  const { mailSubject, mailTitle, mailBody, mailButton, mailElse } = site.words.subscribe;
  const ticket = issueTicket(site.secrets, joiningPurpose(joining), site.now());
  return {
    ...headOf(site, to, mailSubject),
    title: mailTitle,
    paragraphs: [say(mailBody, { newsletter: site.name })],
    action: { label: mailButton, url: site.url + joiningPath(joining, ticket) },
    asides: [say(mailElse, { days: String(joiningLife / (24 * 60 * 60 * 1000)) })],
  };
}

function alreadyMail(site: Site, to: EmailAddress): Notice {
  const { alreadySubject, alreadyTitle, already, alreadyElse } = site.words.subscribe;
  return {
    ...headOf(site, to, alreadySubject),
    title: alreadyTitle,
    paragraphs: [say(already, { newsletter: site.name })],
    asides: [alreadyElse],
  };
}

/** Where the newsletter has a welcome; it can be left from there. */
export function welcomeMail(
  site: Site,
  { welcome }: SignUpOffer,
  to: EmailAddress,
  { subscriberId, listIds }: Joined,
): Notice | undefined {
  if (!welcome) return undefined;
  const claim = { list: listIds[0] ?? 0, subscriber: subscriberId, mailing: '' };
  const { page } = signLinkTokens(site.secrets, claim);
  const { welcomeSubject, welcomeTitle, manage } = site.words.subscribe;
  return {
    ...headOf(site, to, welcomeSubject),
    title: welcomeTitle,
    paragraphs: welcome,
    action: { label: manage, url: `${site.url}/p/${page}` },
    asides: [],
  };
}

function headOf(
  { name: newsletter, lang, dir }: Site,
  to: EmailAddress,
  subject: string,
): Pick<Notice, 'to' | 'lang' | 'dir' | 'subject'> {
  return { to, lang, dir, subject: say(subject, { newsletter }) };
}
