/** What a client must not do, whatever the server does (RFC 5321, 1870, 2920, 3030, 6152, 6531). */
export type Fault =
  | 'spoke before the greeting'
  | 'MAIL before EHLO'
  | 'MAIL inside a transaction'
  | 'pipelined where PIPELINING is not offered'
  | 'something behind the last of a group'
  | 'message before 354'
  | 'message to nobody'
  | 'spoke after QUIT'
  | 'not a command'
  | 'a parameter that is not offered'
  | 'RCPT without MAIL'
  | 'DATA to nobody'
  | 'BDAT to nobody'
  | 'BDAT where CHUNKING is not offered'
  | 'BDAT without a length'
  | 'BDAT after a refused one'
  | 'DATA and BDAT in one transaction'
  | 'larger than SIZE'
  | 'an address that needs SMTPUTF8'
  | MessageFault;

type MessageFault =
  | 'bare CR or LF in a message'
  | 'NUL in a message'
  | 'a line of more than 998 bytes'
  | 'a dot that is not stuffed'
  | 'eight bits without BODY=8BITMIME'
  | 'a command inside a message'
  | 'a message that ends in the middle of a line';

/** A line that only a dialogue has: bytes out of step, or a BDAT with the wrong length. */
const command = /^(?:MAIL FROM:<[^>]*>.*|RCPT TO:<[^>]*>.*|BDAT \d+(?: LAST)?|DATA|RSET|QUIT|EHLO \S+)\r?$/im;

/** What is wrong with a message as it was written, dots stuffed (after DATA) or not (after BDAT). */
export function faultsIn(
  written: string,
  about: { readonly stuffed: boolean; readonly eightBits: boolean },
): readonly MessageFault[] {
  const found: readonly (readonly [boolean, MessageFault])[] = [
    [/\r(?!\n)|(?<!\r)\n/.test(written), 'bare CR or LF in a message'],
    [written.includes('\0'), 'NUL in a message'],
    [/[^\n]{999}/.test(written.replaceAll('\r\n', '\n')), 'a line of more than 998 bytes'],
    [about.stuffed && /^\.(?!\.)/m.test(written), 'a dot that is not stuffed'],
    [!about.eightBits && /[\x80-\xff]/.test(written), 'eight bits without BODY=8BITMIME'],
    [command.test(written), 'a command inside a message'],
    [written !== '' && !written.endsWith('\r\n'), 'a message that ends in the middle of a line'],
  ];
  return found.filter(([is]) => is).map(([, fault]) => fault);
}
