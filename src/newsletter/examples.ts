import type { Settings } from './settings.ts';

/** The names that RFC 2606 keeps for examples: no mail from them arrives, and no link to them leads anywhere. */
const example = /(?:^|[@.])example(?:\.(?:com|net|org))?$|\.(?:example|invalid|test|localhost)$/i;

/** Which of the settings that `init` writes still hold its examples; they are to be made one's own. */
export function examplesIn({ from, url, unsubscribe }: Settings): string[] {
  return [
    ...(example.test(from.address) ? ['from'] : []),
    ...(url !== undefined && example.test(new URL(url).hostname) ? ['url'] : []),
    ...(unsubscribe && example.test(unsubscribe.mailbox) ? ['unsubscribe'] : []),
  ];
}
