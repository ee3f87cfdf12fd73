import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Much of a test's time is spent waiting for a server or a child: one more at a time than there are cores.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', './tests/closing-line.ts'],
  },
});
