// Sends as many programs do: nodemailer's pool, and `sendMail` with the finished HTML and text for each reader.
// The job comes as JSON (`NodemailerJob` in senders.ts).
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { report } from './measure.mjs';

const job = JSON.parse(process.argv[2]);
const letter = JSON.parse(readFileSync(job.letter, 'utf8'));
const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port: job.port,
  ignoreTLS: true,
  maxConnections: job.connections,
  maxMessages: Number.POSITIVE_INFINITY,
  ...(job.signing
    ? {
        dkim: {
          domainName: job.signing.domain,
          keySelector: job.signing.selector,
          privateKey: job.signing.key,
        },
      }
    : {}),
});
// Enough in hand that every connection always has its next message.
const inHand = job.connections * 2;

await report(async (note) => {
  let next = 0;
  const one = async () => {
    while (next < job.messages) {
      await transport.sendMail(copyFor(next++));
      note();
    }
  };
  await Promise.all(Array.from({ length: inHand }, one));
});
transport.close();

function copyFor(number) {
  const to = `reader.${number}@example.com`;
  const personal = (text) =>
    text
      .replaceAll(letter.marks.name, `Reader ${number}`)
      .replaceAll(letter.marks.token, `EQHqBwFrM3g5page-${number}-wPzYq3h0TqjR8u`);
  return {
    from: letter.from,
    to,
    envelope: { from: letter.bounces, to },
    subject: letter.subject,
    html: personal(letter.html),
    text: personal(letter.text),
    messageId: `<bench.${number}@news.example.org>`,
    headers: {
      'List-Id': 'readers <readers.news.example.org>',
      'List-Unsubscribe': personal(`<https://news.example.org/u/${letter.marks.token}>`),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}
