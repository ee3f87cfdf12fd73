// How long `pennypost --help` takes, as a multiple of `node -e 0`, measured in turn: `npm run bench:start`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));
const rounds = 20;

const bare: number[] = [];
const help: number[] = [];
const status: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  bare.push(time(['-e', '0']));
  help.push(time([program, '--help']));
  status.push(time([program, 'send', '--help']));
}
const ratios = help.map((milliseconds, i) => milliseconds / (bare[i] ?? 1));
console.log(`node -e 0             ${median(bare).toFixed(0)} ms`);
console.log(`pennypost --help      ${median(help).toFixed(0)} ms`);
console.log(`pennypost send --help ${median(status).toFixed(0)} ms`);
console.log(`pennypost --help is ${median(ratios).toFixed(2)} times node -e 0 (median of ${rounds} pairs)`);

function time(args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status: code } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
