import { defineConfig } from 'vitest/config';

/** Installs the package as its users do: asks the registry, and takes half a minute. */
export default defineConfig({ test: { include: ['tests/package.check.ts'], testTimeout: 60_000 } });
