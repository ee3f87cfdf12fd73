import type { CheckContext } from '../check/rule.ts';
import { pictureFile } from './issues.ts';
import type { Newsletter } from './newsletter.ts';
import { isPictureFile } from './pictures.ts';

/** What the rules may know of a newsletter when they check the issue at `path`. */
export function checkContext(newsletter: Newsletter, path: string): CheckContext {
  const { fields, segments } = newsletter.settings;
  return {
    fields: Object.keys(fields),
    segments: Object.keys(segments),
    hasPicture: (src) => {
      const file = pictureFile(newsletter, path, src);
      return file !== undefined && isPictureFile(file);
    },
  };
}
