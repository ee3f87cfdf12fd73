import { picturesOf } from '../../issue/walk.ts';
import { at, type Rule } from '../rule.ts';

/** Bytes of one picture, and of all of an issue, that phones on the road still load. */
const [large, largeTogether] = [1_000_000, 2_500_000];
/** Twice as sharp as the widest column is wide. */
const widest = 1_600;
const longAlt = 200;

/** A picture’s file is fit for a mail, and its words say what it shows. */
export const files: Rule = {
  helps: [
    {
      code: 'image/large',
      severity: 'warning',
      about: 'A picture of more than a megabyte takes long on the road, and some programs leave it out.',
      of: 'terminal',
      wrong: '![The sea at noon](sea.png), a file of 4 MB',
      right: '![The sea at noon](sea.jpg), a file of 200 KB',
    },
    {
      code: 'image/heavy',
      severity: 'warning',
      about: 'All pictures together make a mail that many would rather not load.',
      of: 'terminal',
      wrong: 'ten pictures of 400 KB each',
      right: 'five of them, at 150 KB each',
    },
    {
      code: 'image/wide',
      severity: 'hint',
      about: 'More pixels than twice the width of a mail are loaded and never seen.',
      of: 'terminal',
      wrong: '![The sea at noon](sea.jpg), 4000 pixels wide',
      right: '![The sea at noon](sea.jpg), 1240 pixels wide',
    },
    {
      code: 'image/alt-name',
      severity: 'warning',
      about: 'A file’s name, or “image”, says nothing to those who do not see the picture.',
      wrong: '![photo.jpg](photo.jpg)',
      right: '![The sea at noon](photo.jpg)',
    },
    {
      code: 'image/alt-long',
      severity: 'hint',
      about: 'Alternative words are read out in one go: a sentence or two.',
      wrong: `![${'The sea at noon, with boats, and more boats. '.repeat(5)}](photo.jpg)`,
      right: '![The sea at noon, with boats](photo.jpg)',
    },
  ],
  *find(read, { picture }) {
    let together = 0;
    for (const { node, src, alt } of picturesOf(read.issue.blocks)) {
      const facts = picture(src);
      if (facts && facts.bytes > large) {
        yield at(read, node, 'source', {
          code: 'image/large',
          message: `${src} has ${(facts.bytes / 1e6).toFixed(1)} MB`,
          advice: 'Make it smaller: 200 KB are enough for a picture as wide as the mail.',
        });
      }
      if (facts?.width !== undefined && facts.width > widest) {
        yield at(read, node, 'source', {
          code: 'image/wide',
          message: `${src} is ${facts.width} pixels wide`,
          advice: `No mail shows more than ${widest / 2} of them, twice as many on a sharp screen.`,
        });
      }
      if (/^\s*(?:image|img|photo|picture|bild|foto|imagen|[\w-]+\.(?:png|jpe?g|gif|webp))\s*$/i.test(alt)) {
        yield at(read, node, 'node', {
          code: 'image/alt-name',
          message: `“${alt.trim()}” does not say what the picture shows`,
          advice: 'Say it as you would over the telephone.',
        });
      }
      if (alt.length > longAlt) {
        yield at(read, node, 'node', {
          code: 'image/alt-long',
          message: `The words for this picture have ${alt.length} characters`,
          advice: 'Say what matters in them, and the rest below the picture.',
        });
      }
      const before = together;
      together += facts?.bytes ?? 0;
      if (before <= largeTogether && together > largeTogether) {
        yield at(read, node, 'source', {
          code: 'image/heavy',
          message: `With this one the pictures have ${(together / 1e6).toFixed(1)} MB together`,
          advice: 'Leave some out, or make them smaller.',
        });
      }
    }
  },
};
