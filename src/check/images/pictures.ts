import { picturesOf } from '../../issue/walk.ts';
import { at, type CheckContext, type Rule } from '../rule.ts';

/** Every picture says in words what it shows, and is where the issue says it is. */
export const pictures: Rule = {
  helps: [
    {
      code: 'image/no-alt',
      severity: 'error',
      about:
        'Most mail programs show no pictures at first, and some readers never see them: words have to do.',
      wrong: '![](photo.jpg)',
      right: '![The sea at noon](photo.jpg)',
    },
    {
      code: 'image/missing',
      severity: 'error',
      about: 'The picture is not where the issue says it is.',
      wrong: '![The sea](gone.jpg)',
      right: '![The sea](photo.jpg)',
    },
    {
      code: 'image/source',
      severity: 'error',
      about: 'Mail programs show pictures from the mail itself and from the web, and from nowhere else.',
      wrong: '![The sea](file:///photo.jpg)',
      right: '![The sea](photo.jpg)',
    },
  ],
  *find(read, context) {
    for (const { node, src, alt } of picturesOf(read.issue.blocks)) {
      if (alt.trim() === '') {
        yield at(read, node, 'node', {
          code: 'image/no-alt',
          message: 'This picture has no words for those who do not see it',
          advice: 'Say what it shows, ![like this](…): most mail programs show no pictures at first.',
        });
      }
      const fault = faultOfSource(src, context);
      if (fault) yield at(read, node, 'source', fault);
    }
  },
};

function faultOfSource(
  src: string,
  { picture }: CheckContext,
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
  if (picture(src)) return undefined;
  return {
    code: 'image/missing',
    message: `There is no picture ${src} beside this issue`,
    advice:
      'Check the path, counted from the issue’s own folder; it must lie inside the newsletter’s folder.',
  };
}
