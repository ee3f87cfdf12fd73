// Sends a frozen mailing with the built engine, and says what that took. The one file that knows how the
// engine is started; the job comes as JSON (`EngineJob` in senders.ts).
import { readFileSync } from 'node:fs';
import { report } from './measure.mjs';

const job = JSON.parse(process.argv[2]);
const built = (file) => import(new URL(`../../dist/${file}`, import.meta.url).href);
const { keepHeapSmall } = await built('cli/small-heap.js');
keepHeapSmall('send');
const { findMailing, openServer, openStore, runMailing, systemClock, thisSender } = await built('index.js');

const store = await openStore(job.store);
const mailing = await findMailing(store.db, job.mailing);
const stop = { soft: new AbortController().signal, hard: new AbortController().signal };
let signed = 0;

await report(async (note) => {
  const { counts, rest } = await runMailing(
    {
      store,
      identity: thisSender(),
      routes: [{ server: openServer({ name: 'bench', url: `smtp://127.0.0.1:${job.port}` }), weight: 1 }],
      keys: ['0'.repeat(64)],
      ...(job.signing ? { signerFor: await countingSigner(job.signing) } : {}),
      // As in earnest: what goes out is counted, though nothing holds it back.
      limits: { rate: [], providers: new Map(), warmup: undefined, remembered: true },
      tempo: {
        connections: job.connections,
        retryAfter: 600_000,
        retryFor: 345_600_000,
        wait: 0,
      },
      clock: systemClock,
      watch: (event) => event.kind === 'settled' && event.settlement.state === 'accepted' && note(),
    },
    mailing,
    stop,
  );
  if (counts.accepted !== job.messages) {
    throw new Error(`${counts.accepted} of ${job.messages} were accepted: ${JSON.stringify({ rest, counts })}`);
  }
  if (job.signing && signed !== job.messages) throw new Error(`${signed} of ${job.messages} were signed`);
});
await store.close();

/** Counts, so that an engine that does not sign is not praised for its speed. */
async function countingSigner(settings) {
  const { openSigner } = await built('message/dkim/signer.js');
  const signer = openSigner(settings);
  const counting = {
    ...signer,
    sign: (...args) => {
      signed += 1;
      return signer.sign(...args);
    },
  };
  return () => counting;
}
