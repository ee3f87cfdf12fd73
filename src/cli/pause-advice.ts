import type { Trouble } from '../mailing/engine/trouble.ts';
import { connectAdvice } from '../smtp/connect-fault.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * What to look at when a server or the whole mailing was left alone; `why` holds the server’s words, `setting` is
 * the variable with its address.
 */
export function adviceFor(trouble: Trouble, why: string, setting: string): string {
  switch (trouble.kind) {
    case 'connection':
      return connectAdvice(trouble.fault, setting);
    case 'sender':
      return 'The server takes no mail from this sender: check “from” and “bounces” in newsletter.yaml, and with whoever runs the server that this login may send for them.';
    case 'authentication':
      return authentication(why, setting);
    case 'putBacks':
      return 'That is mostly a quota. Resume tomorrow, or set “rate” in newsletter.yaml to what the server allows.';
    case 'refusals':
      return 'So many alike are seldom the readers’ own fault: look up what the words say of your address, your domain or this text. On resume those readers are tried once more, and nobody stays suppressed because of them.';
  }
}

/** Settings, credentials and connections are for the person to mend; a server’s judgement is not. */
export function exitCodeFor({ kind }: Trouble): number {
  return kind === 'putBacks' || kind === 'refusals' ? exitCodes.incomplete : exitCodes.setup;
}

const spf =
  'the SPF record of the domain in “bounces” (without it, in “from”) must name the server that sends';
const dkim =
  'copies must be signed and the key published: pennypost dkim prints the records, and “dkim” in newsletter.yaml signs';
const dmarc =
  'the domain in “from” needs a DMARC record (at _dmarc), and must be the one that SPF or DKIM passes for';

/** The codes are Google’s; 5.7.26 (also RFC 7372) and Microsoft’s 5.7.515 stand for any of these. */
const byCode: readonly (readonly [RegExp, string])[] = [
  [/\b5\.7\.27\b/, `SPF did not pass: ${spf}.`],
  [/\b5\.7\.30\b/, `DKIM did not pass: ${dkim}.`],
  [/\b5\.7\.31\b/, `DMARC did not pass: ${dmarc}.`],
];

function authentication(why: string, setting: string): string {
  if (/\b5\.7\.29\b/.test(why)) return tls(setting);
  const [, one] = byCode.find(([code]) => code.test(why)) ?? [];
  return (
    one ??
    `Receivers cannot tell that this mail is yours. Three things to check. SPF: ${spf}. DKIM: ${dkim}. DMARC: ${dmarc}.`
  );
}

function tls(setting: string): string {
  return `The mail did not come over TLS: ask whoever runs your server to send it on encrypted; where you send straight to receivers, add ?tls=required to ${setting}.`;
}
