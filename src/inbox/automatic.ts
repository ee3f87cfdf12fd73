import { leaveWord } from '../message/addresses.ts';
import type { Header } from './header.ts';

/** A report that a mail could not be delivered (RFC 3464), or what older servers write instead. */
export function isBounce(header: Header): boolean {
  return (
    isReport(header, 'delivery-status') ||
    header.first('x-failed-recipients') !== '' ||
    /^(?:mailer-daemon|mail\.daemon)@/i.test(header.from)
  );
}

/** A provider tells that a reader has called a mail spam (RFC 5965). */
export function isComplaint(header: Header): boolean {
  return isReport(header, 'feedback-report');
}

/**
 * Whether nobody asked by this message: an answer that a machine gave, such as “out of office”, which may quote a
 * subject with a token in it (RFC 3834). Mail programs that write the request for their user may say that they are
 * machines too, and so they are heard when it is worded exactly as our address asks for and answers nothing.
 */
export function isAutomatic(header: Header): boolean {
  if (isReport(header, '') || /^auto-(?:replied|notified)/i.test(submitted(header))) return true;
  return isMarked(header) && !isWordedAsAsked(header);
}

/** Signs of a machine, each of which some requests of people carry too. */
function isMarked(header: Header): boolean {
  const says = (name: string) => header.first(name);
  return (
    !/^(?:no\b.*)?$/i.test(submitted(header)) ||
    /^(?:auto_reply|bulk|junk|list)$/i.test(says('precedence')) ||
    [says('x-autoreply'), says('x-autorespond'), says('x-auto-reply')].some((value) =>
      /^(?!no$)./i.test(value),
    ) ||
    says('return-path') === '<>' ||
    absence.test(header.subject)
  );
}

/** How mail systems begin the subject of such an answer, in their users’ languages. */
const absence =
  /^(?:auto(?:matic|matische|mated)?[ :-]*(?:reply|response|answer|antwort)|out of (?:the )?office|abwesen|réponse automatique|absence du bureau|respuesta automática|risposta automatica|resposta automática|automatisch antwoord|autosvar|رد تلقائي|ооо\b|автоответ|自動応答|自动答复)/i;

function submitted(header: Header): string {
  return header
    .first('auto-submitted')
    .replace(/[;(].*$/s, '')
    .trim();
}

function isWordedAsAsked(header: Header): boolean {
  const answers = header.first('in-reply-to') !== '' || header.first('references') !== '';
  return !answers && new RegExp(`^${leaveWord}(?: [a-z2-7]+)?$`, 'i').test(header.subject);
}

/** RFC 6522: `multipart/report; report-type=…`; any kind of report for an empty `type`. */
function isReport(header: Header, type: string): boolean {
  const value = header.first('content-type').toLowerCase();
  return value.startsWith('multipart/report') && value.includes(type);
}
