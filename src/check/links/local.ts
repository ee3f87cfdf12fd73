import { at, type Rule } from '../rule.ts';
import { isPrivateHost } from './private-host.ts';
import { webAddressesOf } from './web-links.ts';

/** No link leads to a machine that only the writer can reach. */
export const local: Rule = {
  helps: [
    {
      code: 'link/local',
      severity: 'error',
      about:
        'A page on your own machine or network, such as a preview on localhost, opens for you and for no reader.',
      wrong: '[The news](http://localhost:3000/news)',
      right: '[The news](https://example.org/news)',
    },
  ],
  *find(read) {
    for (const { node, to } of webAddressesOf(read)) {
      if (!isPrivateHost(to.hostname)) continue;
      yield at(read, node, 'target', {
        code: 'link/local',
        message: `${to.host} is reached only from your own machine or network`,
        advice: 'Link to the page where it is published.',
      });
    }
  },
};
