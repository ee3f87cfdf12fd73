import type { EngineEvent } from '../mailing/engine/events.ts';
import { describeDuration } from '../newsletter/duration.ts';

/** Why mail does not go out as fast as it could, for the progress line and for programs. */
export interface Hold {
  /** The same for as long as it is the same reason. */
  readonly key: string;
  readonly words: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** What an event says of why it goes slowly; nothing when it says something else. */
export function holdOf(
  event: EngineEvent,
  { now, servers }: { readonly now: number; readonly servers: number },
): Hold | undefined {
  switch (event.kind) {
    case 'slowed': {
      const { server, pause } = event;
      const who = servers > 1 ? `${server} ` : '';
      return {
        key: `slowed ${server} ${pause.why}`,
        words: `${who}slowed for ${describeDuration(pause.for)}: ${pause.why}`,
        json: { event: 'slowed', server, why: pause.why, for: pause.for },
      };
    }
    case 'held':
      return {
        key: `held ${event.pause.why}`,
        words: `waiting ${describeDuration(event.pause.for)}: ${event.pause.why}`,
        json: { event: 'held', why: event.pause.why, for: event.pause.for },
      };
    case 'waiting':
      return {
        key: `waiting ${event.until}`,
        words: `waiting ${describeDuration(event.until - now)} for readers who were put off`,
        json: { event: 'waiting', until: new Date(event.until).toISOString() },
      };
    case 'shared':
      return {
        key: 'shared',
        words: `waiting: another sender has ${event.held} in hand`,
        json: { event: 'shared', held: event.held },
      };
    default:
      return undefined;
  }
}
