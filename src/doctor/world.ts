import type { Probe } from '../smtp/probe.ts';
import type { ServerAddress } from '../smtp/server-url.ts';
import type { Zone } from './dns/zone.ts';

/** All that an examination may ask of the world outside the newsletter’s folder. */
export interface World {
  readonly zone: Zone;
  readonly probe: (address: ServerAddress) => Promise<Probe>;
  /** The IP addresses of this machine. */
  readonly ownAddresses: readonly string[];
  readonly platform: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}
