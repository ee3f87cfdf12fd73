import type { Finding } from '../../finding/finding.ts';
import { picturesOf } from '../../issue/walk.ts';
import { at, type Rule } from '../rule.ts';

/** Every picture says in words what it shows, and is where the issue says it is. */
export const pictures: Rule = function* (read, context): Generator<Finding> {
  for (const { node, src, alt } of picturesOf(read.issue.blocks)) {
    if (alt.trim() === '') {
      yield at(read, node, 'node', {
        code: 'image/no-alt',
        message: 'This picture has no words for those who do not see it',
        advice: 'Say what it shows, ![like this](…): most mail programs show no pictures at first.',
      });
    }
    const fault = faultOfSource(src, context.hasPicture);
    if (fault) yield at(read, node, 'source', fault);
  }
};

function faultOfSource(
  src: string,
  hasPicture: (src: string) => boolean,
): { code: string; message: string; advice: string } | undefined {
  if (/^https?:\/\/[^/\s]+\.[^/\s]+/i.test(src)) return undefined;
  if (src.trim() === '') {
    return {
      code: 'image/missing',
      message: 'This picture has no address',
      advice: 'Name a file beside the issue.',
    };
  }
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(src)) {
    return {
      code: 'image/source',
      message: 'A picture comes from a file beside the issue or from an https:// address',
      advice: 'Save it into issues/ and name the file.',
    };
  }
  if (hasPicture(src)) return undefined;
  return {
    code: 'image/missing',
    message: `There is no picture ${src} beside this issue`,
    advice:
      'Check the path, counted from the issue’s own folder; it must lie inside the newsletter’s folder.',
  };
}
