import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Failure } from '../finding/failure.ts';
import type { Settings } from './settings.ts';

/** What only `.env` or the environment may hold; never printed, never written elsewhere. */
export interface Secrets {
  /** `smtp(s)://user:password@host:port`; without it mail goes to the outbox. */
  readonly smtpUrl: string | undefined;
  /** `imap(s)://user:password@host:port/FOLDER`: the mailbox that readers leave by. */
  readonly inboxUrl: string | undefined;
  /** Signs links: the first signs; the others, behind commas, are retired and still verify. */
  readonly linkKeys: readonly string[];
  /** What a variable holds, or the file it names; a name that ends in `_FILE` always names a file. */
  readonly named: (variable: string) => string | undefined;
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
  const inFile = (variable: string): string | undefined => {
    const path = all[variable]?.trim();
    return path ? readSecretFile(variable, resolve(folder, path)) : undefined;
  };
  const named = (variable: string): string | undefined => {
    if (variable.endsWith('_FILE')) return inFile(variable);
    return all[variable]?.trim() || inFile(`${variable}_FILE`);
  };
  const keys = named('PENNYPOST_SECRET') ?? '';
  return {
    named,
    smtpUrl: named('SMTP_URL'),
    inboxUrl: named('INBOX_URL'),
    linkKeys: keys
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
  };
}

function readSecretFile(variable: string, path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch (cause) {
    throw new Failure('setup', 'settings/secret-file', `The file that ${variable} names cannot be read`, {
      advice: `Check the path in ${variable} and who may read the file.`,
      undone: 'Nothing was sent.',
      cause,
    });
  }
}

/**
 * The secret in a variable that `newsletter.yaml` names under `setting`.
 * @throws {Failure} `settings/no-variable`, `settings/secret-file`
 */
export function requireNamed(secrets: Secrets, variable: string, setting: string): string {
  const secret = secrets.named(variable);
  if (secret !== undefined) return secret;
  const what = `${variable}, which newsletter.yaml names under ${setting}, is not set`;
  throw new Failure('setup', 'settings/no-variable', what, {
    advice: `Put a line ${variable}=… into .env, or take it out of newsletter.yaml.`,
    undone: 'Nothing was sent.',
  });
}

/** A way out, with all that it takes to use it. */
export interface ServerAccess {
  readonly name: string;
  /** `smtp(s)://user:password@host:port`; a secret. */
  readonly url: string;
  /** The variable that holds that address: `SMTP_URL`, or what `sending.servers` names. */
  readonly variable: string;
  /** Its share of the mail, beside the others’. */
  readonly weight: number;
  /** Headers that it rewrites, which DKIM leaves unsigned for it. */
  readonly unsigned: readonly string[];
}

/**
 * The servers of `sending.servers`, otherwise the one of `SMTP_URL`; none where mail goes to the outbox.
 * @throws {Failure} `settings/no-variable` when one of them has no address, `settings/secret-file`
 */
export function requireServers({ sending }: Settings, secrets: Secrets): readonly ServerAccess[] {
  if (sending.servers.length === 0) {
    const { smtpUrl: url } = secrets;
    return url === undefined ? [] : [{ name: 'smtp', url, variable: 'SMTP_URL', weight: 1, unsigned: [] }];
  }
  return sending.servers.map(({ url, ...server }) => ({
    ...server,
    variable: url,
    url: requireNamed(secrets, url, `sending.servers (${server.name})`),
  }));
}

/** The shortest key that signs links: 32 characters, as `pennypost init` makes them. */
const shortestKey = 32;

/** The keys that sign links; without a good one no address in a mail could be trusted. */
export function requireLinkKeys(secrets: Secrets): readonly string[] {
  return requireKeys(secrets, 'unsubscribe links cannot be signed', 'Nothing was sent.');
}

/** The keys by which somebody who was erased is known again. */
export function requireErasureKeys(secrets: Secrets): readonly [string, ...string[]] {
  return requireKeys(secrets, 'whoever is erased could not be kept out', 'Nobody was erased.');
}

function requireKeys(
  { linkKeys }: Secrets,
  otherwise: string,
  undone: string,
): readonly [string, ...string[]] {
  const [current, ...retired] = linkKeys;
  if (current !== undefined && current.length >= shortestKey) return [current, ...retired];
  const message = current === undefined ? 'PENNYPOST_SECRET is not set' : 'PENNYPOST_SECRET is too short';
  throw new Failure('setup', 'settings/no-secret', `${message}, and ${otherwise}`, {
    advice:
      'Put a line PENNYPOST_SECRET=… with at least 32 random characters into .env, such as the output of: ' +
      'node -p "crypto.randomBytes(32).toString(\'base64url\')". Keep it: links in sent mail need it.',
    undone,
  });
}
