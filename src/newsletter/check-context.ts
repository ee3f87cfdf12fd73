import { statSync } from 'node:fs';
import type { CheckContext, PictureFacts } from '../check/rule.ts';
import { pictureFile } from './issues.ts';
import type { Newsletter } from './newsletter.ts';
import { isPictureFile, loadPicture } from './pictures.ts';

/** What the rules may know of a newsletter when they check the issue at `path`. */
export function checkContext(newsletter: Newsletter, path: string): CheckContext {
  const { settings } = newsletter;
  const { name, lang, from, url, dkim, address, typography, segments, fields, check } = settings;
  return {
    fields: new Map(Object.entries(fields).map(([field, { fallback = '' }]) => [field, fallback])),
    segments: Object.keys(segments),
    picture: (src) => {
      const file = pictureFile(newsletter, path, src);
      return file !== undefined && isPictureFile(file) ? factsOf(src, file) : undefined;
    },
    newsletter: {
      name,
      lang,
      from: from.address,
      url,
      dkimDomain: dkim?.domain,
      postalAddress: address,
      typography,
    },
    switches: new Map(Object.entries(check)),
  };
}

function factsOf(src: string, file: string): PictureFacts {
  const { width, height } = loadPicture(src, file);
  return { bytes: statSync(file).size, width, height };
}
