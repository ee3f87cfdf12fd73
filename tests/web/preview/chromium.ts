import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Why tests in a browser cannot run here, or nothing. */
export const noBrowser = existsSync(executablePath) ? '' : ` (left out: there is no ${executablePath})`;

export function openBrowser(): Promise<Browser> {
  const args =
    '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run';
  return chromium.launch({ executablePath, args: args.split(' ') });
}
