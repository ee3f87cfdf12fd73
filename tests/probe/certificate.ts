import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate for a host that it vouches for itself, good for the days between two dates: `20200101`. */
export function certificateOf(host: string, from: string, to: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-cert-'));
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(join(folder, 'ca.cnf'), configFor(folder, host));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  openssl(
    'req',
    '-new',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'key.pem',
    '-out',
    'csr.pem',
    '-subj',
    `/CN=${host}`,
  );
  openssl(
    ...[
      'ca',
      '-batch',
      '-selfsign',
      '-config',
      'ca.cnf',
      '-in',
      'csr.pem',
      '-keyfile',
      'key.pem',
      '-out',
      'cert.pem',
    ],
    ...['-startdate', `${from}000000Z`, '-enddate', `${to}000000Z`, '-notext'],
  );
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { key: read('key.pem'), cert: read('cert.pem') };
}

function configFor(folder: string, host: string): string {
  return `[ca]
default_ca = own
[own]
database = ${folder}/index.txt
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = DNS:${host}
`;
}
