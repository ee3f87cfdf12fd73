import type { Newsletter } from '../newsletter/newsletter.ts';
import { requireUrl } from '../newsletter/require-url.ts';
import { directionOf } from '../render/setting.ts';
import { frameStyleOf } from '../web/public/archive/frame-look.ts';
import { styleOf } from '../web/public/look.ts';
import type { Site } from '../web/public/site.ts';
import { loadEveryLanguage, loadWords } from '../words/words.ts';
import type { Desk } from './desk.ts';
import { printBug } from './failures.ts';
import { themeOf } from './issue-at-desk.ts';
import { signUpAtDesk } from './sign-up-at-desk.ts';

/** The newsletter as its readers meet it on the web; without secrets it has only pages that are nobody's own. */
export async function siteAtDesk(
  desk: Desk,
  newsletter: Newsletter,
  own: Pick<Site, 'store' | 'secrets' | 'onNotices'>,
): Promise<Site> {
  const { settings } = newsletter;
  const { data } = await themeOf(newsletter);
  const { tag, words } = await loadWords(settings.lang);
  return {
    ...own,
    name: settings.name,
    url: requireUrl(settings),
    replyTo: (settings.replyTo ?? settings.from).address,
    lang: tag,
    dir: directionOf(tag),
    words,
    languages: await loadEveryLanguage(),
    style: styleOf(data),
    frameStyle: frameStyleOf(data),
    noindex: settings.archive.noindex,
    signUp: await signUpAtDesk(settings.subscribe, own.store),
    now: desk.io.now,
    onBug: (error) => printBug(desk.io, error),
  };
}
