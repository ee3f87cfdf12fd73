import { answerHelps } from '../check/links/answers.ts';
import { local } from '../check/links/local.ts';
import { mended } from '../check/links/mended.ts';
import { isPrivateHost } from '../check/links/private-host.ts';
import { type WebLink, webAddressesOf } from '../check/links/web-links.ts';
import { at, findingsOf, type Remark } from '../check/rule.ts';
import type { Finding } from '../finding/finding.ts';
import { shorten } from '../finding/shorten.ts';
import type { ReadIssue } from '../issue/read-issue.ts';
import { addressOf } from './ask-links.ts';
import type { Verdict } from './verdict.ts';

/** What there is to say of the links of an issue, each where its address is written. */
export function findingsOfAnswers(read: ReadIssue, verdicts: ReadonlyMap<string, Verdict>): Finding[] {
  const remarks = webAddressesOf(read).flatMap((link) => {
    const verdict = verdicts.get(addressOf(link.to.href) ?? '');
    const remark = verdict && remarkOn(read, link, verdict);
    return remark ? [at(read, link.node, 'target', remark)] : [];
  });
  return [...findingsOf([{ helps: answerHelps }, local], remarks)];
}

function remarkOn(read: ReadIssue, link: WebLink, verdict: Verdict): Omit<Remark, 'place'> | undefined {
  const url = shorten(link.url.trim());
  switch (verdict.kind) {
    case 'dead':
      return { code: 'link/dead', message: `${url} ${verdict.why}`, advice: elsewhere };
    case 'noHost':
      return { code: 'link/dead', message: `There is no host ${link.to.hostname}`, advice: elsewhere };
    case 'certificate':
      return {
        code: 'link/certificate',
        message: `${link.to.hostname} ${verdict.why}`,
        advice:
          'Browsers warn of it before they open the page. Link to another address, or tell whoever looks after it.',
      };
    case 'trouble':
      return {
        code: 'link/trouble',
        message: `${url} ${verdict.why}`,
        advice: 'Look at it in a browser, and check again later.',
      };
    case 'unsure':
      return {
        code: 'link/unsure',
        message: `${url} ${verdict.why}`,
        advice: 'Open it in a browser to be sure.',
      };
    case 'moved':
      return moved(read, link, verdict.to);
    case 'fine':
      return verdict.slow === undefined ? undefined : slow(url, verdict.slow);
    case 'private':
      return isPrivateHost(link.to.hostname) ? undefined : inner(link);
    case 'noNetwork':
      return undefined;
  }
}

const elsewhere = 'Link to where it is now, or take the link out.';

function slow(url: string, milliseconds: number): Omit<Remark, 'place'> {
  return {
    code: 'link/slow',
    message: `${url} took ${Math.round(milliseconds / 1000)} seconds to answer`,
    advice: 'Many readers will not wait; link to a quicker page if there is one.',
  };
}

/** Told by the rule of such hosts where its name shows it. */
function inner({ to }: WebLink): Omit<Remark, 'place'> {
  return {
    code: 'link/local',
    message: `${to.host} leads to your own machine or network, and was not asked`,
    advice: 'Link to the page where it is published.',
  };
}

/** Signs that mean the same wherever an address is written: in brackets, in quotes, in YAML. */
const plain = /^[\w:/.?&=#%~+@!$,;-]*$/;

/** A page that moved to the front page of a site is most likely gone, and that is for a person to see. */
function moved(read: ReadIssue, { node, url, to }: WebLink, address: string): Omit<Remark, 'place'> {
  const target = new URL(address);
  if (target.hash === '') target.hash = to.hash;
  const toFront = target.pathname === '/' && target.search === '' && to.pathname !== '/';
  return {
    code: 'link/moved',
    message: `${shorten(url.trim())} has moved to ${toFront ? `the front page of ${target.host}` : target.href}`,
    advice: toFront ? 'The page may be gone; look at it in a browser.' : 'Write the new address.',
    ...(toFront || !plain.test(target.href) ? {} : mended(read, node, url, target.href)),
  };
}
