/**
 * The address as it may stand in a link or behind a picture, or nothing: http, https, mailto and tel only.
 * White space is percent-encoded, so that plain text shows the address in one piece.
 */
export function linkAddress(url: string): string | undefined {
  const tidy = url.trim().replace(/[\s\u0000-\u001f\u007f]+/g, encodeURIComponent);
  if (!/^(https?:\/\/|mailto:.|tel:.)/i.test(tidy)) return undefined;
  return URL.canParse(tidy) ? tidy : undefined;
}

/** As `linkAddress`, http and https only: what a picture may be fetched from. */
export function webAddress(url: string): string | undefined {
  const address = linkAddress(url);
  return address !== undefined && /^https?:/i.test(address) ? address : undefined;
}
