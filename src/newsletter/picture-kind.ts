/** The kinds of pictures that mail programs and browsers show; SVG, which can hold scripts, is none of them. */
export const pictureTypes = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
} as const;

export type PictureKind = keyof typeof pictureTypes;

const beginnings: readonly (readonly [PictureKind, RegExp])[] = [
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['jpg', /^\xff\xd8\xff/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF.{4}WEBP/s],
];

/** What a file is by its first bytes, whatever its name says; nothing when it is no picture. */
export function pictureKind(content: Uint8Array): PictureKind | undefined {
  const start = Buffer.from(content.subarray(0, 16)).toString('latin1');
  return beginnings.find(([, beginning]) => beginning.test(start))?.[0];
}
