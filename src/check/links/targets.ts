import type { LinkPart } from '../../issue/walk.ts';
import { linksOf } from '../../issue/walk.ts';
import { at, type Remark, type Rule } from '../rule.ts';
import { hostOf, isLocalHost, shownHost } from './hosts.ts';

/** An address leads readers where the writer has been. */
export const targets: Rule = {
  helps: [
    {
      code: 'link/local',
      severity: 'error',
      about: 'The address of a page on the writer’s own machine or network: readers find nothing there.',
      wrong: '[The draft](http://localhost:4000/draft)',
      right: '[The draft](https://example.org/draft)',
    },
    {
      code: 'link/look-alike',
      severity: 'warning',
      about:
        'A name that mixes scripts, such as a Cyrillic а among Latin letters, is how false pages are made to look right (Unicode UTS 39).',
      wrong: '[The bank](https://exаmple.org/)',
      right: '[The bank](https://example.org/)',
    },
    {
      code: 'link/personal',
      severity: 'warning',
      about:
        'An address copied from a mail that somebody got: what is behind the question mark says who that was, and counts every reader as them.',
      wrong: '[The sale](https://example.org/sale?mc_eid=4f2a90c1d3)',
      right: '[The sale](https://example.org/sale)',
    },
    {
      code: 'link/tracking',
      severity: 'hint',
      about: 'What stands behind the question mark only tells the page where readers come from.',
      wrong: '[The sale](https://example.org/sale?utm_source=letter&utm_medium=email)',
      right: '[The sale](https://example.org/sale)',
    },
    {
      code: 'link/stray-end',
      severity: 'warning',
      about: 'A comma, a bracket or a blank that belonged to the sentence has become the end of the address.',
      wrong: '[The market](https://example.org/market,)',
      right: '[The market](https://example.org/market),',
    },
    {
      code: 'link/insecure',
      severity: 'hint',
      about:
        'What is read over http:// can be seen and changed on its way; most pages have https:// as well.',
      wrong: '[The market](http://example.org/market)',
      right: '[The market](https://example.org/market)',
    },
  ],
  *find(read) {
    for (const link of linksOf(read.issue.blocks)) {
      for (const remark of remarksOn(link)) yield at(read, link.node, 'target', remark);
    }
  },
};

/** They name whoever was written to, by the tool that writes them. */
const personal =
  /[?&](mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_(?:anon|enc)_id|ck_subscriber_id|__s|fbclid|gclid|dclid|msclkid|igshid|wickedid)=[^&#]+/i;
const tracking = /[?&](utm_[a-z]+)=/i;

function* remarksOn({ url }: LinkPart): Generator<Omit<Remark, 'place'>> {
  const host = hostOf(url);
  if (host === undefined) return;
  if (isLocalHost(host)) {
    yield {
      code: 'link/local',
      message: `${shownHost(host)} is reached from your own machine or network alone`,
      advice: 'Put the address there that readers can open.',
    };
    return;
  }
  if (mixesScripts(host)) {
    yield {
      code: 'link/look-alike',
      message: `The name ${shownHost(host)} mixes letters of several scripts (it is ${host})`,
      advice: 'Type it anew, letter by letter, or copy it from the page itself.',
    };
  }
  const [, name] = personal.exec(url) ?? [];
  if (name !== undefined) {
    yield {
      code: 'link/personal',
      message: `“${name}” in this address names somebody who got it in a mail`,
      advice: 'Take it out, with all that belongs to it.',
    };
  } else if (tracking.test(url)) {
    yield {
      code: 'link/tracking',
      message: `“${tracking.exec(url)?.[1]}” in this address only counts where readers come from`,
      advice: 'It may stay if you count; the page is the same without it.',
    };
  }
  const [stray] = /(?:[,;’”"»>]|%20)+$/.exec(url) ?? [];
  if (stray !== undefined || hasStrayBracket(url)) {
    yield {
      code: 'link/stray-end',
      message: `This address ends with “${stray ?? ')'}”, which belongs to the sentence`,
      advice: 'Take it out of the address.',
    };
  }
  if (/^http:/i.test(url)) {
    yield {
      code: 'link/insecure',
      message: 'This address begins with http://',
      advice: 'See whether the page answers at https:// too.',
    };
  }
}

function hasStrayBracket(url: string): boolean {
  return url.endsWith(')') && url.split('(').length < url.split(')').length;
}

const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

/** Within one label: `exаmple`, but not `news.пример`. */
function mixesScripts(host: string): boolean {
  if (!host.includes('xn--')) return false;
  return shownHost(host)
    .split('.')
    .some((label) => scripts.filter((script) => script.test(label)).length > 1);
}
