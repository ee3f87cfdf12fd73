/** Imported before a program: when that ends, writes the packages it has loaded into the file that LOADED names. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);

process.on('exit', () => {
  const names = Object.keys(cache).map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  writeFileSync(process.env['LOADED'] ?? '', [...new Set(names)].join('\n'));
});
