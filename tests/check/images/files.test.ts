import { describe, expect, it } from 'vitest';
import { codesOf, inspectBody } from '../bench.ts';
import { picture } from '../picture.ts';

function padded(width: number, bytes: number): Uint8Array {
  const file = picture(width, 10);
  return Buffer.concat([file, Buffer.alloc(Math.max(0, bytes - file.length))]);
}

async function codes(body: string, files: Record<string, Uint8Array> = {}): Promise<string[]> {
  return codesOf(await inspectBody(body, files)).filter((code) => code.startsWith('image/'));
}

describe('a picture', () => {
  it.each([
    [1_000_000, 600, []],
    [1_000_001, 600, ['image/large']],
    [4_000, 1_600, []],
    [4_000, 1_601, ['image/wide']],
  ])('of %i bytes and %i pixels: %j', async (bytes, width, expected) => {
    expect(await codes('![The sea](a.png)', { 'issues/a.png': padded(width, bytes) })).toEqual(expected);
  });

  it('too many is told of that one', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const files = Object.fromEntries(names.map((name) => [`issues/${name}.png`, padded(600, 900_000)]));
    const found = await inspectBody(
      names.map((name) => `![The sea, ${name}](${name}.png)`).join('\n\n'),
      files,
    );
    expect(found.filter(({ code }) => code === 'image/heavy').map(({ place }) => place?.line)).toEqual([10]);
  });

  it.each(['photo.jpg', 'IMG_2031.JPG', 'image', 'Photo', ' bild '])(
    'is not described by “%s”',
    async (alt) => {
      expect(await codes(`![${alt}](here.png)`)).toEqual(['image/alt-name']);
    },
  );

  it.each(['A photo of the sea', 'The sea.jpg is a file', 'Imagen del mar'])('is by “%s”', async (alt) => {
    expect(await codes(`![${alt}](here.png)`)).toEqual([]);
  });
});
