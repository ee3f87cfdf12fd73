import { readFileSync } from 'node:fs';
import { openBrowser } from './web/preview/chromium.ts';

const b = await openBrowser();
for (const [name, w, scheme] of [
  ['desk', 900, 'light'],
  ['phone', 390, 'dark'],
] as const) {
  const p = await b.newPage({ viewport: { width: w, height: 900 }, colorScheme: scheme });
  await p.setContent(readFileSync('/tmp/dig/out.html', 'utf8'));
  await p.waitForTimeout(200);
  await p.screenshot({ path: `/tmp/dig-${name}.png`, fullPage: true });
}
await b.close();
