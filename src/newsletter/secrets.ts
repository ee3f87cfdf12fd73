import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Failure } from '../finding/failure.ts';

/** What only `.env` or the environment may hold; never printed, never written elsewhere. */
export interface Secrets {
  /** `smtp(s)://user:password@host:port`; without it mail goes to the outbox. */
  readonly smtpUrl: string | undefined;
  /** Signs links: the first signs; the others, behind commas, are retired and still verify. */
  readonly linkKeys: readonly string[];
}

/**
 * Reads `.env` beside the settings; the real environment wins. For any secret X, `X_FILE` may name a file
 * that holds it.
 */
export function loadSecrets(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Secrets {
  const file = join(folder, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const all: Readonly<Record<string, string | undefined>> = { ...fromFile, ...environment };
  const secret = (name: string): string | undefined => {
    const direct = all[name]?.trim();
    if (direct) return direct;
    const path = all[`${name}_FILE`]?.trim();
    return path ? readSecretFile(name, resolve(folder, path)) : undefined;
  };
  const keys = secret('PENNYPOST_SECRET') ?? '';
  return {
    smtpUrl: secret('SMTP_URL'),
    linkKeys: keys
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
  };
}

function readSecretFile(name: string, path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch (cause) {
    throw new Failure('setup', 'settings/secret-file', `The file that ${name}_FILE names cannot be read`, {
      advice: `Check the path in ${name}_FILE and who may read the file.`,
      cause,
    });
  }
}

/** The shortest key that signs links: 32 characters, as `pennypost init` makes them. */
const shortestKey = 32;

/** The keys that sign links; without a good one no address in a mail could be trusted. */
export function requireLinkKeys(secrets: Secrets): readonly string[] {
  const [current] = secrets.linkKeys;
  if (current !== undefined && current.length >= shortestKey) return secrets.linkKeys;
  const message = current === undefined ? 'PENNYPOST_SECRET is not set' : 'PENNYPOST_SECRET is too short';
  throw new Failure('setup', 'settings/no-secret', `${message}, and unsubscribe links cannot be signed`, {
    advice:
      'Put a line PENNYPOST_SECRET=… with at least 32 random characters into .env, such as the output of: ' +
      'node -p "crypto.randomBytes(32).toString(\'base64url\')". Keep it: links in sent mail need it.',
    undone: 'Nothing was sent.',
  });
}
