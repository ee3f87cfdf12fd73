import type { Member } from '../store/audience.ts';
import type { Described } from './segment/matches.ts';

/** A person of a list as a filter looks at them. */
export function describedOf({ subscriber, createdAt, consentAt }: Member): Described {
  const { email, tags, fields } = subscriber;
  return { email, tags, fields, joinedAt: consentAt ?? createdAt, consentAt };
}
