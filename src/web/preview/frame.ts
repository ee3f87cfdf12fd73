/**
 * How a mail is shown: in a sandboxed frame of our own origin, so that the page can keep its place, but
 * with no script, no form, no frame and no file from anywhere but this server. A link opens a tab of its
 * own, and only when it is clicked.
 */
export const frameSandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

export const framePolicy = [
  "default-src 'none'",
  "img-src 'self' data:",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  `sandbox ${frameSandbox}`,
].join('; ');

/**
 * A mail's HTML for its frame. Pictures that travel inside the mail are found under `pictureAddress`; links
 * lead into tabs of their own.
 *
 * Some elements make a browser look up or connect to another machine although the policy forbids what they
 * ask for (`<link rel=preconnect>`, and in Chromium any `<iframe>`). They are defused by their letters alone,
 * wherever they stand, so that no quirk of a parser hides one; prose that speaks of them is written `&lt;`.
 */
export function frameHtml(html: string, pictureAddress: (cid: string) => string | undefined): string {
  const quiet = html.replace(
    /<(?=(?:link|iframe|frame|object|embed|portal|fencedframe)(?:[\s/>]|$))/gi,
    '<x-',
  );
  const pictured = quiet.replace(/\bcid:([^\s"'<>)]+)/gi, (whole, cid: string) => {
    return pictureAddress(decoded(cid)) ?? whole;
  });
  return withTabs(pictured.replace(/<a(?:rea)?\s[^>]*>/gi, withoutTarget));
}

function withoutTarget(tag: string): string {
  return tag.replace(/\starget\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']*)/gi, '');
}

function decoded(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}

/** The first `base` holds, so ours stands before any of the mail's, and behind what browsers want first. */
function withTabs(html: string): string {
  const head = /^(?:\ufeff|\s|<!--[^>]*-->)*(?:<!doctype[^>]*>)?/i.exec(html)?.[0] ?? '';
  const rest = html.slice(head.length);
  const opened =
    /^(?:\s|<!--[^>]*-->)*(?:<html(?=[\s>])[^>]*>)?(?:\s|<!--[^>]*-->)*(?:<head(?=[\s>])[^>]*>)?/i.exec(rest);
  const before = opened?.[0] ?? '';
  return `${head}${before}<base target="_blank">${rest.slice(before.length)}`;
}
