import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { examplesIn } from '../../newsletter/examples.ts';
import { listIssues } from '../../newsletter/issues.ts';
import type { Newsletter } from '../../newsletter/newsletter.ts';
import type { Settings } from '../../newsletter/settings.ts';
import { loadTheme } from '../../render/theme/load-theme.ts';
import { type Observation, ok, warning, wrong } from '../observation.ts';
import { attempt } from './from-failure.ts';

/** Settings that can be read may still be those of the example; `leaves`: mail leaves this machine. */
export function examineSettings(settings: Settings, leaves: boolean): Observation {
  const left = examplesIn(settings);
  const what = 'newsletter.yaml';
  if (left.length === 0) return ok(what, `${settings.name}, from ${settings.from.address}`);
  const advice = 'Put your own address and web address there, and your postal address.';
  const detail = `it still holds the examples of a new newsletter: ${left.join(' and ')}`;
  return leaves ? wrong(what, detail, { advice }) : warning(what, detail, { advice });
}

export function examineTemplates({ folder, settings }: Newsletter): Promise<Observation[]> {
  const path = resolve(folder, settings.theme);
  return attempt(
    'Templates',
    () => loadTheme([path]),
    () => ok('Templates', existsSync(path) ? `${settings.theme}/ can be used` : 'those of Pennypost'),
  );
}

export function examineIssues(newsletter: Newsletter): Observation {
  if (!existsSync(join(newsletter.folder, 'issues')))
    return warning('Issues', 'there is no folder issues/', {
      advice: 'pennypost new "Title" makes it, with a first issue.',
    });
  const count = listIssues(newsletter).length;
  return ok('Issues', count === 1 ? '1 in issues/' : `${count} in issues/`);
}
