import { domainToUnicode } from 'node:url';

/** The host of a web address, small and in A-labels; nothing where it is none. */
export function hostOf(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname.toLowerCase() || undefined;
}

/** As people read it. */
export function shownHost(host: string): string {
  return domainToUnicode(host) || host;
}

/** Whether only the writer’s own machine or network can reach it (RFC 1918, 4193, 6761, 6762, 8375). */
export function isLocalHost(host: string): boolean {
  if (/^(?:.*\.)?(?:localhost|local|internal|lan|home\.arpa|test|invalid)$/.test(host)) return true;
  if (/^\[(?:::1|f[cd][0-9a-f]{2}:.*|fe80:.*)\]$/.test(host)) return true;
  return /^(?:127|10)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\.|^0\.0\.0\.0$/.test(host);
}

/** Of two hosts, whether one is the other, or a part of it such as `www.`. */
export function isSameHost(a: string, b: string): boolean {
  const [left, right] = [a.replace(/^www\./, ''), b.replace(/^www\./, '')];
  return left === right || left.endsWith(`.${right}`) || right.endsWith(`.${left}`);
}
