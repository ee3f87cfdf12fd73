import { join } from 'node:path';
import type { Newsletter } from '../newsletter/newsletter.ts';
import { requireServers, type Secrets } from '../newsletter/secrets.ts';
import { openSigners } from '../newsletter/signers.ts';
import { isLoopback, parseServerUrl } from '../smtp/server-url.ts';
import { examineEnvironment, examineLinkKeys } from './home/environment.ts';
import { attempt } from './home/from-failure.ts';
import { examineIssues, examineSettings, examineTemplates } from './home/settings.ts';
import { examineStore } from './home/store.ts';
import { type Observation, ok, warning } from './observation.ts';
import type { World } from './world.ts';

/** All that lies on this machine: settings, secrets, keys, templates, issues, the store. */
export async function examineHome(
  newsletter: Newsletter,
  secrets: Secrets,
  { now, platform }: Pick<World, 'now' | 'platform'>,
): Promise<Observation[]> {
  const { folder, settings } = newsletter;
  return [
    examineSettings(settings, leavesThisMachine(newsletter, secrets)),
    examineEnvironment(folder, platform),
    ...(await examineLinkKeys(secrets)),
    ...(await examineSigning(newsletter, secrets)),
    ...(await examineTemplates(newsletter)),
    examineIssues(newsletter),
    ...(await examineStore(join(folder, 'newsletter.db'), now)),
  ];
}

/** As `send` sees it; an address that cannot be read is told with the servers. */
function leavesThisMachine({ settings }: Newsletter, secrets: Secrets): boolean {
  try {
    return !requireServers(settings, secrets).every(({ url }) => isLoopback(parseServerUrl(url)));
  } catch {
    return true;
  }
}

function examineSigning({ settings }: Newsletter, secrets: Secrets): Promise<Observation[]> {
  const what = 'DKIM keys';
  if (!settings.dkim)
    return Promise.resolve([
      warning(what, 'Pennypost does not sign your mail', {
        advice: 'Unless your mail service signs for your own domain, make keys with: pennypost dkim',
      }),
    ]);
  const open = () => openSigners(settings, secrets, () => 0)?.('').records ?? [];
  return attempt(what, open, (records) =>
    ok(
      what,
      `${records.length === 1 ? 'one, which makes signatures' : 'two, which make signatures'} that verify`,
    ),
  );
}
