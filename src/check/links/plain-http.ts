import { at, type Rule } from '../rule.ts';
import { isPrivateHost } from './private-host.ts';
import { webAddressesOf } from './web-links.ts';

/** Links are encrypted on their way. */
export const plainHttp: Rule = {
  helps: [
    {
      code: 'link/http',
      severity: 'hint',
      about:
        'Over http:// anybody on the way sees and may change the page, and browsers warn of it. Most sites have https:// too.',
      wrong: '[The news](http://example.org/news)',
      right: '[The news](https://example.org/news)',
    },
  ],
  *find(read) {
    for (const { node, to } of webAddressesOf(read)) {
      if (to.protocol !== 'http:' || isPrivateHost(to.hostname)) continue;
      yield at(read, node, 'target', {
        code: 'link/http',
        message: `${to.host} is linked to without encryption`,
        advice: 'See whether the page opens with https:// too, and write that.',
      });
    }
  },
};
