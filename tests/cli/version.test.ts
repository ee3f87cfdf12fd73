import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pennypost } from './pennypost.ts';

it('prints the version of package.json', async () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await pennypost('.', ['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
});
