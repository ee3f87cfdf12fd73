import { requireServers, type Secrets, type ServerAccess } from '../newsletter/secrets.ts';
import type { Settings } from '../newsletter/settings.ts';
import { isLoopback, parseServerUrl, type ServerAddress } from '../smtp/server-url.ts';
import { attempt } from './home/from-failure.ts';
import { type Observation, unasked, warning } from './observation.ts';
import { examineReverseName, isPublicAddress } from './reverse-name.ts';
import { judgeServer } from './server.ts';
import type { World } from './world.ts';

/** Each server that mail goes out through, step by step, up to the login. Nothing is sent. */
export async function examineServers(
  settings: Settings,
  secrets: Secrets,
  world: World,
): Promise<Observation[]> {
  const [first, ...others] = await accesses(settings, secrets);
  if (first === undefined) return [outbox];
  const seen = await Promise.all(
    [first, ...others].map((one) => ('verdict' in one ? [one] : examineServer(one, world))),
  );
  return seen.flat();
}

/** Without the network: only whether the addresses can be read. */
export async function readServers(settings: Settings, secrets: Secrets): Promise<Observation[]> {
  const all = await accesses(settings, secrets);
  if (all.length === 0) return [outbox];
  const seen = all.map((one) =>
    'verdict' in one
      ? [one]
      : attempt(
          one.name,
          () => parseServerUrl(one.url),
          ({ host, port }) => unasked(one.name, `${host}:${port} (--offline)`),
        ),
  );
  return (await Promise.all(seen)).flat();
}

const outbox = warning(
  'Server',
  'there is no SMTP_URL: mail goes to the outbox on this machine, and nothing leaves it',
  {
    advice:
      'Put SMTP_URL=smtp://user:password@smtp.example.org:587 into .env, with the server of your mail service.',
  },
);

/** The servers, or what keeps them from being known. */
async function accesses(
  settings: Settings,
  secrets: Secrets,
): Promise<readonly (ServerAccess | Observation)[]> {
  const known: ServerAccess[] = [];
  const faults = await attempt(
    'Server',
    () => requireServers(settings, secrets),
    (servers) => {
      known.push(...servers);
      return [];
    },
  );
  return faults.length > 0 ? faults : known;
}

function examineServer(access: ServerAccess, world: World): Promise<Observation[]> {
  return attemptAll(access.name, async () => {
    const address = parseServerUrl(access.url);
    const [probe, addresses] = await Promise.all([world.probe(address), world.zone.addresses(address.host)]);
    const { name, variable } = access;
    const steps = judgeServer({ name, variable, address, addresses, probe, now: world.now });
    const known = addresses.kind === 'found' ? addresses.values : [address.host];
    return [...steps, ...(await examineOwn(address, known, world))];
  });
}

function attemptAll(what: string, work: () => Promise<Observation[]>): Promise<Observation[]> {
  return attempt(what, work, (observations) => observations);
}

/** Receivers see our own address only where the server is this machine; another’s is its owner’s to name. */
async function examineOwn(
  address: ServerAddress,
  known: readonly string[],
  world: World,
): Promise<Observation[]> {
  const own = world.ownAddresses.filter(isPublicAddress);
  const ours = isLoopback(address) ? own : own.filter((one) => known.includes(one));
  if (isLoopback(address) && own.length === 0) {
    return [
      unasked(
        'Name of your address',
        'this machine does not know by which address the world sees it',
        'Unless the server here passes mail on to another, look its name up: both ways have to agree.',
      ),
    ];
  }
  return Promise.all(ours.map((one) => examineReverseName(world.zone, one)));
}
