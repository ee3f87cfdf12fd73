import type { Desk } from './desk.ts';

/** Resolves at the first Ctrl-C, SIGTERM or SIGHUP. */
export function stopAsked({ io }: Desk): Promise<void> {
  return new Promise((stop) => {
    const end = io.onStop(() => {
      end();
      stop();
    });
  });
}
