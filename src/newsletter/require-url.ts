import { Failure } from '../finding/failure.ts';
import type { Settings } from './settings.ts';

/** Where the newsletter's pages live. @throws {Failure} `settings/no-url` when it has none */
export function requireUrl({ url }: Settings): string {
  if (url !== undefined) return url;
  throw new Failure('setup', 'settings/no-url', 'newsletter.yaml has no url, so there are no pages', {
    advice: 'Say where they live, such as url: https://news.example.org',
    undone: 'Nothing was done.',
  });
}
