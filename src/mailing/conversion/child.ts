import { on } from 'node:events';
import { convertMjml } from '../../render/html/convert.ts';

/** The program of the process apart: answers each MJML with its conversion, in turn, until its parent is gone. */
for await (const [mjml] of on(process, 'message', { close: ['disconnect'] })) {
  // whoever has gone meanwhile needs no answer
  process.send?.(await convertMjml(mjml), () => undefined);
}
