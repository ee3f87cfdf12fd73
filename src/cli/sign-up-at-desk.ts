import type { SubscribeSettings } from '../newsletter/subscribe-settings.ts';
import { findLists } from '../store/lists.ts';
import type { Store } from '../store/store.ts';
import type { SignUpOffer } from '../web/public/subscribe/offer.ts';
import { proxiesOf } from '../web/public/subscribe/visitor-address.ts';

/** Where people go who join a newsletter that has no list yet. */
const firstList = 'readers';

/** What whoever wants to join is offered; nothing where it is not said which of several lists is open, or none is. */
export async function signUpAtDesk(
  settings: SubscribeSettings,
  store: Store,
): Promise<SignUpOffer | undefined> {
  const lists = settings.lists ?? (await onlyList(store));
  if (lists.length === 0) return undefined;
  return {
    lists,
    fields: Object.entries(settings.fields).map(([name, { label, required }]) => ({ name, label, required })),
    doubleOptIn: settings.doubleOptIn,
    wording: settings.wording,
    privacy: settings.privacy,
    welcome: settings.welcome?.split(/\n\s*\n/).map((paragraph) => paragraph.trim()),
    limits: settings.limits,
    isProxy: proxiesOf(settings.proxies),
    origins: settings.origins,
  };
}

async function onlyList(store: Store): Promise<readonly string[]> {
  const names = (await findLists(store.db)).map(({ name }) => name);
  if (names.length === 0) return [firstList];
  return names.length === 1 ? names : [];
}
