import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { requireLinkKeys, type Secrets } from '../../newsletter/secrets.ts';
import { type Observation, ok, warning, wrong } from '../observation.ts';
import { attempt } from './from-failure.ts';

/** `.env`: whether it is there, and whether others can read it. What it holds is never shown. */
export function examineEnvironment(folder: string, platform: string): Observation {
  const path = join(folder, '.env');
  if (!existsSync(path))
    return warning('.env', 'there is none; all secrets have to come from the environment', {
      advice: 'pennypost init writes one beside a new newsletter.yaml.',
    });
  const mode = statSync(path).mode & 0o777;
  if (platform === 'win32' || (mode & 0o077) === 0) return ok('.env', 'only you can read it');
  return wrong('.env', `others on this machine can read it (mode ${mode.toString(8).padStart(4, '0')})`, {
    advice: 'chmod 600 .env',
  });
}

/** The key that signs links; how long it is, and never what. */
export function examineLinkKeys(secrets: Secrets): Promise<Observation[]> {
  const what = 'PENNYPOST_SECRET';
  return attempt(
    what,
    () => requireLinkKeys(secrets),
    ([current = '', ...retired]) =>
      ok(what, `${current.length} characters${retired.length > 0 ? `, and ${retired.length} retired` : ''}`),
  );
}
