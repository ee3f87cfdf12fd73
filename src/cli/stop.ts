import type { Stop } from '../mailing/engine/events.ts';
import { type Desk, note } from './desk.ts';

/**
 * Ctrl-C while mail goes out: the first one lets what is on the wire be finished, the second drops it.
 * Until the listening ends, the process is not killed by these signals.
 */
export function listenForStop(desk: Desk): Stop & { readonly end: () => void } {
  const soft = new AbortController();
  const hard = new AbortController();
  const end = desk.io.onStop(() => {
    if (soft.signal.aborted) {
      hard.abort();
      return;
    }
    soft.abort();
    note(
      desk,
      '\nStopping: what the server has already begun to take is finished first. Once more to drop that too.',
    );
  });
  return { soft: soft.signal, hard: hard.signal, end };
}
