// Compiles src/ into dist/, from nothing, and puts the files beside the code that it serves.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const [source, target] = [join(here, 'src'), join(here, 'dist')];

rmSync(target, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [join(here, 'node_modules', 'typescript', 'bin', 'tsc')], {
  cwd: here,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isDirectory() || entry.name !== 'assets') continue;
  const folder = join(entry.parentPath, entry.name);
  cpSync(folder, join(target, relative(source, folder)), { recursive: true });
}
chmodSync(join(target, 'cli', 'bin.js'), 0o755);
