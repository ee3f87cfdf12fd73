import { nearest } from '../../finding/nearest.ts';
import { hasForeignMacro } from './foreign-macro.ts';

/** Why an address cannot be followed from a mail. */
export interface AddressFault {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly advice: string;
  /** The address that is meant, where there is no guessing. */
  readonly meant?: string;
}

/** Schemes that mail programs follow. */
const followed = new Set(['http', 'https', 'mailto', 'tel', 'sms']);
/** Schemes that run or read something on the reader's machine. */
const unsafe = new Set(['javascript', 'data', 'vbscript', 'file', 'blob', 'about']);

/** What writers leave where an address is to come, with a scheme before it or not. */
const placeholderWord =
  /^(?:#|\.{3}|…|x{2,}|todo|tbd|tba|fixme|url|link|href|here|placeholder|(?:insert|your)[ _-]?\w*|\[(?![0-9a-f]*:).*\]|<.*>)$/i;
/** `LINK_HERE`, `INSERT_URL`: nothing that is followed is written so. */
const placeholderName = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Judges an address as it stands in the source; nothing is asked of any network. */
export function faultOfAddress(url: string): AddressFault | undefined {
  const bare = asBrowsersRead(url);
  if (bare === '')
    return fault('empty', 'This link leads nowhere', 'Put an address between the round brackets.');
  if (hasForeignMacro(bare)) {
    return fault(
      'foreign-macro',
      `${bare} is written for another newsletter tool`,
      'Leave the link out: every mail has the reader’s own links to leave, to forward and to the web copy.',
    );
  }
  if (bare.includes('{{')) {
    return fault(
      'field',
      'A merge field cannot stand in an address',
      'Write the whole address; readers’ own addresses are made by Pennypost.',
    );
  }
  if (isPlaceholder(bare)) {
    return fault('placeholder', `${bare} is a placeholder`, 'Put the address there that is meant.');
  }
  return misspelt(bare) ?? faultOfScheme(bare);
}

/** Tabs and line ends are left out, and what cannot be seen at both ends (URL Standard, basic URL parser). */
function asBrowsersRead(url: string): string {
  return url.replace(/[\t\n\r]/g, '').replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '');
}

function isPlaceholder(url: string): boolean {
  const word = url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  return placeholderWord.test(word) || placeholderName.test(word);
}

function fault(name: string, message: string, advice: string): AddressFault {
  return { code: `link/${name}`, severity: 'error', message, advice };
}

/** A fault whose address can only be meant in one way. */
function slip(name: string, message: string, ask: 'Did you mean' | 'Write', meant: string): AddressFault {
  const advice = `${ask} ${meant}${ask === 'Write' ? '.' : '?'}`;
  return { ...fault(name, message, advice), ...(URL.canParse(meant) ? { meant } : {}) };
}

/** `ttps://`, `htp://`, `https//`, `http:/x`, `https:///x`, `http;//`, `https: //`. */
function misspelt(url: string): AddressFault | undefined {
  const match = /^([a-z]{2,8})( ?[:;.]? ?)(\/{1,3})(.*)$/i.exec(url);
  if (!match) return undefined;
  const [, scheme = '', colon = '', slashes = '', rest = ''] = match;
  const isRight = /^https?$/i.test(scheme) && colon === ':' && slashes === '//';
  // `ttp/x` may be a path; with a colon or two slashes it is none.
  if (isRight || (slashes === '/' && colon.trim() !== ':')) return undefined;
  const meant = nearest(scheme, ['http', 'https']);
  if (meant === undefined) return undefined;
  return slip('misspelt', `${scheme}${colon}${slashes} is misspelt`, 'Did you mean', `${meant}://${rest}`);
}

function faultOfScheme(url: string): AddressFault | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || /^[^/?#]*\.[^/?#:]+:\d/.test(url)) return faultOfRelative(url);
  if (unsafe.has(scheme)) {
    return fault(
      'unsafe',
      `A link may not lead to ${scheme}:`,
      'Mail programs refuse it, and so does Pennypost; link to a page instead.',
    );
  }
  if (!followed.has(scheme)) {
    return {
      code: 'link/scheme',
      severity: 'warning',
      message: `Few mail programs follow ${scheme}: addresses, so only its words are sent`,
      advice: 'Link to a page with https://.',
    };
  }
  if (scheme === 'http' || scheme === 'https') return faultOfWeb(url);
  if (scheme === 'mailto' && !mailAddresses.test(url)) {
    return fault('broken', `${url} is not a mail address`, 'Write mailto:name@example.org.');
  }
  return undefined;
}

/** Any number of addresses, or none where a subject or a text is given (RFC 6068, section 2). */
const mailAddresses =
  /^mailto:(?:[^@\s?,]+@[^@\s?,]+\.[^@\s?,]+(?:,(?!$|\?)|(?=$|\?)))*(?<!mailto:)(?:\?.+)?$|^mailto:\?./i;

/** `www.…`, or a name with a well-known ending. */
const surelyHost =
  /^(?:www\.|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|info|edu|gov|co|uk|de|ch|fr)(?=[/?#:]|$))/i;
/** Any name with a dot that a path follows: `amzn.to/x`, and `notes.old/x` too. */
const looksLikeHost = /^(?:[a-z0-9-]+\.)+[a-z]{2,24}(?=[/:])/i;

function faultOfRelative(url: string): AddressFault {
  if (/^[^@\s/]+@[^@\s/]+\.[a-z]{2,}$/i.test(url)) {
    return slip('mailto', `${url} lacks mailto:`, 'Write', `mailto:${url}`);
  }
  if (url.startsWith('#')) {
    return fault(
      'relative',
      `${url} is a place within a page, and mail programs do not jump`,
      'Leave the link out, or give the address of the web copy.',
    );
  }
  if (url.startsWith('//')) {
    return slip('relative', `${url} has no scheme, which a mail cannot add`, 'Write', `https:${url}`);
  }
  const message = `${url} has no https:// before it`;
  if (surelyHost.test(url)) return slip('relative', message, 'Write', `https://${url}`);
  if (looksLikeHost.test(url)) return fault('relative', message, `Write https://${url}.`);
  return fault(
    'relative',
    `${url} is relative, and a mail has no page to be relative to`,
    'Write the whole address, beginning with https://.',
  );
}

function faultOfWeb(url: string): AddressFault | undefined {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (host === '' || /\s/.test(url)) {
    return fault(
      'broken',
      `${url} is not an address that can be followed`,
      'Check it in a browser and paste it anew.',
    );
  }
  const twice = /^https?:\/\/((?:h?ttps?)(?::?\/\/?|:))(.*)$/i.exec(url);
  if (twice) {
    const [, second = '', rest = ''] = twice;
    const meant = second.toLowerCase().includes('s') ? 'https' : 'http';
    return slip('misspelt', `${url} names its scheme twice`, 'Did you mean', `${meant}://${rest}`);
  }
  return undefined;
}
