import {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Zone } from '../../src/doctor/dns/zone.ts';
import { fakeZone, type Names } from '../doctor/fake-zone.ts';
import { startScriptServer } from '../smtp/script-server.ts';
import { emptyFolder, freshNewsletter, pennypost } from './pennypost.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function server() {
  const started = await startScriptServer({});
  cleanups.push(() => started.close());
  return started;
}

interface Told {
  readonly counts: Readonly<Record<string, number>>;
  readonly observations: readonly {
    chapter: string;
    what: string;
    verdict: string;
    detail: string;
    record?: { value: string };
  }[];
}

async function told(
  folder: string,
  zone: Zone,
  args: readonly string[] = [],
  env: Record<string, string> = {},
) {
  const { code, out, err } = await pennypost(folder, ['doctor', '--json', ...args], { zone, env });
  return { code, err, ...(JSON.parse(out) as Told) };
}

/** A newsletter that signs, with all that it takes published. */
async function settledNewsletter(): Promise<{ folder: string; names: Names }> {
  const folder = await freshNewsletter();
  const made = JSON.parse((await pennypost(folder, ['dkim', '--json'])).out);
  appendFileSync(join(folder, 'newsletter.yaml'), `dkim: ${JSON.stringify(made.dkim)}\n`);
  const lines = Object.entries(made.environment).map(([name, path]) => `${name}=${path}\n`);
  appendFileSync(join(folder, '.env'), lines.join(''));
  const keys = made.records.map(({ name, value }: { name: string; value: string }) => [
    name,
    { txt: [value] },
  ]);
  const names: Names = {
    ...Object.fromEntries(keys),
    'example.org': { txt: ['v=spf1 mx -all'], mx: [{ exchange: 'mx.example.org', priority: 10 }] },
    'mx.example.org': { addresses: ['192.0.2.1'] },
    '_dmarc.example.org': { txt: ['v=DMARC1; p=reject'] },
  };
  return { folder, names };
}

/** Every file of a folder with its bytes and its mode. */
function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${path} ${statSync(path).mode} ${readFileSync(path, 'base64')}`);
}

describe('pennypost doctor', () => {
  it('finds nothing wrong with a newsletter that is set up, sends nothing and changes nothing', async () => {
    const { folder, names } = await settledNewsletter();
    const { url, heard } = await server();
    const before = contents(folder);
    const found = await told(folder, fakeZone(names), [], { SMTP_URL: url });
    expect(found.observations.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(found.code).toBe(0);
    expect(heard.map((command) => command.split(' ')[0])).toEqual(['EHLO', 'QUIT']);
    expect(contents(folder)).toEqual(before);
    const dns = found.observations
      .filter(({ chapter }) => chapter === 'DNS')
      .map(({ what, verdict }) => `${what} ${verdict}`);
    expect(dns).toEqual([
      'SPF of example.org ok',
      'DKIM key s1._domainkey.example.org ok',
      'DKIM key s1-ed._domainkey.example.org ok',
      'DMARC of example.org ok',
      'DKIM alignment ok',
      'SPF alignment ok',
      'MX of example.org ok',
    ]);
  });

  it('ends with 4 where something is wrong, and prints the whole record to publish', async () => {
    const { folder, names } = await settledNewsletter();
    const { 's1._domainkey.example.org': key, ...rest } = names;
    const { code, out, err } = await pennypost(folder, ['doctor'], { zone: fakeZone(rest) });
    expect(code).toBe(4);
    expect(out).toContain('  wrong      DKIM key s1._domainkey.example.org: it is not published');
    expect(out).toContain(
      `name   s1._domainkey.example.org\n               type   TXT\n               value  ${key?.txt?.[0]}\n`,
    );
    expect(err).toMatch(/^\n1 wrong, \d+ warnings?\. No mail was sent, and nothing was changed\.\n$/);
  });

  it('looks up the name of our own address where the server is this machine', async () => {
    const { folder, names } = await settledNewsletter();
    const { url } = await server();
    const zone = fakeZone(names);
    const world = { zone, env: { SMTP_URL: url }, ownAddresses: ['10.0.0.7', '192.0.2.7'] };
    const { code, out } = await pennypost(folder, ['doctor'], world);
    expect(code).toBe(4);
    expect(out).toContain('  wrong      Name of 192.0.2.7: it has none (PTR)');
    expect(zone.asked.filter((one) => one.startsWith('ptr '))).toEqual(['ptr 192.0.2.7']);
  });

  it('asks nobody with --offline', async () => {
    const { folder, names } = await settledNewsletter();
    const { url, heard } = await server();
    const zone = fakeZone(names);
    const found = await told(folder, zone, ['--offline'], { SMTP_URL: url });
    expect([zone.asked, heard]).toEqual([[], []]);
    expect(found.observations.filter(({ verdict }) => verdict === 'unasked').map(({ what }) => what)).toEqual(
      ['smtp', 'DNS'],
    );
    expect(found.code).toBe(0);
  });

  it('holds nothing against a newsletter where no name server answers', async () => {
    const { folder } = await settledNewsletter();
    const silent = Object.fromEntries(['org', 'example.org'].map((name) => [name, { silent: true }]));
    const found = await told(
      folder,
      fakeZone({
        ...silent,
        '_dmarc.example.org': { silent: true },
        's1._domainkey.example.org': { silent: true },
        's1-ed._domainkey.example.org': { silent: true },
      }),
    );
    expect(found.counts['wrong']).toBe(0);
  });

  it('asks no more of a name server that knows no .org', async () => {
    const zone = fakeZone({});
    const found = await told(await freshNewsletter(), zone);
    expect(zone.asked).toEqual(['mx org']);
    expect(found.observations.at(-1)).toMatchObject({ what: 'DNS', verdict: 'unasked' });
  });

  it('tells faults of newsletter.yaml, each with its line', async () => {
    const folder = await freshNewsletter();
    appendFileSync(join(folder, 'newsletter.yaml'), 'colour: red\n');
    const found = await told(folder, fakeZone({}));
    expect(found.code).toBe(4);
    expect(found.observations).toMatchObject([
      { what: 'newsletter.yaml', verdict: 'wrong', detail: expect.stringContaining('line ') },
    ]);
  });

  it.skipIf(process.platform === 'win32')('says when others can read .env', async () => {
    const folder = await freshNewsletter();
    chmodSync(join(folder, '.env'), 0o644);
    const found = await told(folder, fakeZone({}), ['--offline']);
    expect(found.observations.filter(({ verdict }) => verdict === 'wrong')).toMatchObject([
      { what: '.env', detail: expect.stringContaining('0644') },
    ]);
  });

  it.each([
    ['PENNYPOST_SECRET', 'PENNYPOST_SECRET=short\n'],
    ['smtp', 'SMTP_URL=http://example.org\n'],
  ])('says that %s is wrong', async (what, line) => {
    const folder = await freshNewsletter();
    writeFileSync(join(folder, '.env'), `PENNYPOST_SECRET=${'k'.repeat(40)}\n${line}`, { mode: 0o600 });
    const found = await told(folder, fakeZone({}), ['--offline']);
    expect(found.observations.filter(({ verdict }) => verdict === 'wrong').map((one) => one.what)).toContain(
      what,
    );
  });

  it('says that templates cannot be used', async () => {
    const folder = await freshNewsletter();
    writeFileSync(join(folder, 'templates', 'theme.yaml'), 'colours: [\n');
    const found = await told(folder, fakeZone({}), ['--offline']);
    expect(found.observations.filter(({ verdict }) => verdict === 'wrong').map((one) => one.what)).toContain(
      'Templates',
    );
  });

  it('has nothing to look at where there is no newsletter', async () => {
    const { code, err } = await pennypost(emptyFolder(), ['doctor']);
    expect(code).toBe(4);
    expect(err).toContain('There is no newsletter here');
  });

  it('prints no secret, whatever they are: not a password, not a link key, not a key that signs', async () => {
    const { folder, names } = await settledNewsletter();
    const secret = fc
      .stringMatching(/^[!-~]{8,40}$/)
      .filter((text) => !/["'`#$\\,]/.test(text))
      .map((text) => `Zq7${text}`);
    const key = readFileSync(join(folder, 'dkim', 's1.pem'), 'utf8').split('\n')[1] ?? '';
    expect(key).toHaveLength(64);
    await fc.assert(
      fc.asyncProperty(secret, secret, fc.boolean(), async (password, linkKey, offline) => {
        const url = `smtp://ann:${encodeURIComponent(password)}@127.0.0.1:1`;
        const env = { SMTP_URL: url, PENNYPOST_SECRET: linkKey };
        for (const flags of [[], ['--json'], ['--verbose']]) {
          const args = ['doctor', ...flags, ...(offline ? ['--offline'] : [])];
          const { out, err } = await pennypost(folder, args, { zone: fakeZone(names), env });
          for (const hidden of [password, encodeURIComponent(password), linkKey, key]) {
            expect(out.includes(hidden) || err.includes(hidden), hidden).toBe(false);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('lets no text from the DNS move the cursor', async () => {
    const { folder, names } = await settledNewsletter();
    const { out } = await pennypost(folder, ['doctor'], {
      zone: fakeZone({ ...names, '_dmarc.example.org': { txt: ['v=DMARC1; p=\u001b[2Jnone\u202e'] } }),
    });
    expect(out).toContain('DMARC of example.org');
    expect(/[\u001b\u202e]/.test(out)).toBe(false);
    expect(existsSync(join(folder, 'newsletter.db'))).toBe(false);
  });
});
