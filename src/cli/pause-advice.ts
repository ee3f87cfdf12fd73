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
    case 'size':
      return `A mailing stays as large as it was when it was begun: resume it with a server in ${setting} that takes more, or cancel it and send the issue again with smaller pictures, or with links to them.`;
    case 'losses':
      return 'A firewall, or a virus scanner that reads along, may cut the line: try the other port (465 or 587) or another network. Only the server’s log can tell whether the unknown copies arrived; resume --retry-unknown sends them once more.';
    case 'deferrals':
      return 'Look up what the server’s words say of your address or your domain. Resume when that has passed: whoever was put off is tried again with the rest.';
    case 'putBacks':
      return 'That is mostly a quota. Resume tomorrow, or set “rate” in newsletter.yaml to what the server allows.';
    case 'refusals':
      return 'So many alike are seldom the readers’ own fault: look up what the words say of your address, your domain or this text. On resume those readers are tried once more, and nobody stays suppressed because of them.';
  }
}

/** Settings, credentials and connections are for the person to mend; a server’s judgement is not. */
export function exitCodeFor({ kind }: Trouble): number {
  return ofTheServer.has(kind) ? exitCodes.incomplete : exitCodes.setup;
}

const ofTheServer: ReadonlySet<Trouble['kind']> = new Set(['putBacks', 'deferrals', 'refusals']);

const spf =
  'the SPF record of the domain in “bounces” (without it, in “from”) must name the server that sends';
const dkim =
  'copies must be signed and the key published: pennypost dkim prints the records, and “dkim” in newsletter.yaml signs';
const dmarc =
  'the domain in “from” needs a DMARC record (at _dmarc), and must be the one that SPF or DKIM passes for';

/** The codes are Google’s; 5.7.26 (also RFC 7372) and Microsoft’s 5.7.515 stand for any of these. */
const byCode: readonly (readonly [RegExp, string])[] = [
  [/\b[45]\.7\.27\b/, `SPF did not pass: ${spf}.`],
  [/\b[45]\.7\.30\b/, `DKIM did not pass: ${dkim}.`],
  [/\b[45]\.7\.31\b/, `DMARC did not pass: ${dmarc}.`],
];

function authentication(why: string, setting: string): string {
  if (/\b[45]\.7\.29\b/.test(why)) return tls(setting);
  const [, one] = byCode.find(([code]) => code.test(why)) ?? [];
  return (
    one ??
    `Receivers cannot tell that this mail is yours. Three things to check. SPF: ${spf}. DKIM: ${dkim}. DMARC: ${dmarc}.`
  );
}

function tls(setting: string): string {
  return `The mail did not come over TLS: ask whoever runs your server to send it on encrypted; where you send straight to receivers, add ?tls=required to ${setting}.`;
}
