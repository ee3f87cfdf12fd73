import type { LinkTokens } from './tokens.ts';

/** The pages of a newsletter that every reader is shown the same address of; none carries a token. */
export interface PublicAddresses {
  readonly forward: string;
  readonly subscribe: string;
  readonly webCopy: string;
  readonly archive: string;
}

/** The two addresses that are one reader's own. */
export interface ReaderAddresses {
  /** In the body: opens the page that asks. */
  readonly unsubscribe: string;
  /** In the header: a POST acts at once. */
  readonly oneClick: string;
}

/** `url` is the newsletter's, without a slash at its end; `slug` names the issue. */
export function publicAddresses(url: string, slug: string): PublicAddresses {
  const name = encodeURIComponent(slug);
  return {
    forward: `${url}/forward/${name}`,
    subscribe: `${url}/subscribe`,
    webCopy: `${url}/issues/${name}`,
    archive: `${url}/issues`,
  };
}

/** Where a picture is hosted, by the name it has in the store. */
export function pictureAddress(url: string, name: string): string {
  return `${url}/images/${name}`;
}

export function readerAddresses(url: string, tokens: LinkTokens): ReaderAddresses {
  return { unsubscribe: `${url}/u/${tokens.page}`, oneClick: `${url}/u/${tokens.act}` };
}
