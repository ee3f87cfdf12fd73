const secretKey =
  /pass(?:word|wd|phrase)?$|secret|token$|api_?key|private_?key|credential|(?:smtp|inbox)_?url|database_?url/i;
const secretValue = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY-----/i;

/** Whether what stands under a key is a secret by its name; `…_FILE` names a file and is none. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key) && !/(?:_file|File)$/.test(key.trim());
}

/** Whether a value is a secret whatever its key: an address with a password, a private key. */
export function holdsSecret(value: string): boolean {
  return secretValue.test(value.trim());
}

/** A line of settings as it may be shown: what looks like a secret is covered. */
export function coverSecrets(line: string): string {
  for (const [before, key = ''] of line.matchAll(/([A-Za-z_][\w-]*)["']?\s*:(?=\s+\S)\s*/g)) {
    if (isSecretKey(key)) return line.slice(0, line.indexOf(before) + before.length) + cover;
  }
  return line
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi, `$1${cover}@`)
    .replace(/(-----BEGIN [A-Z ]*PRIVATE KEY-----).*/, `$1${cover}`)
    .replace(/[A-Za-z0-9+/=_-]{40,}/g, cover);
}

const cover = '••••••••';
