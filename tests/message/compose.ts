import MailComposer from 'nodemailer/lib/mail-composer';
import type { Edition, Picture } from '../../src/message/edition.ts';
import type { FilledIssue } from '../../src/message/filled.ts';
import { type CopyHeaders, fieldSources } from '../../src/message/headers.ts';

/** One reader's copy with every slot filled as text. */
export type FilledCopy = CopyHeaders & FilledIssue;

/**
 * The slow path: one reader's copy composed from its texts by nodemailer's MailComposer, under our own headers.
 * It judges what is filled from a compiled message.
 */
export async function composeMessage(edition: Edition, copy: FilledCopy): Promise<Buffer> {
  const built = await new MailComposer(partsOf(edition, copy)).compile().build();
  const { type, body } = splitRoot(built.toString('latin1'));
  const fields = fieldSources(edition).map((source) => (typeof source === 'string' ? source : source(copy)));
  const head = [...fields, type].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body, 'latin1')]);
}

function partsOf(edition: Edition, copy: FilledCopy): MailComposer.Options {
  return {
    messageId: '<none>',
    date: copy.date,
    text: textPart(copy.text),
    html: textPart(copy.html),
    attachments: edition.pictures.map(picturePart),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** An empty part would be left out, and with it the alternative. */
function textPart(text: string) {
  return { content: text === '' ? '\n' : text, contentTransferEncoding: 'quoted-printable' };
}

function picturePart({ cid, name, type, content }: Picture) {
  const filename = name.replace(/[^\w.-]+/g, '-');
  return { cid, filename, contentType: type, content, contentDisposition: 'inline' };
}

/**
 * nodemailer's headers of the whole message give way to ours, but for the one that names its parts; the bare
 * LF of its quoted-printable parts become CRLF.
 */
function splitRoot(message: string): { type: string; body: string } {
  const lines = message.replace(/\r\n|\r|\n/g, '\r\n');
  const end = lines.indexOf('\r\n\r\n');
  const type = /^Content-Type:.*(?:\r\n[ \t].*)*/im.exec(lines.slice(0, end))?.[0];
  if (type === undefined) throw new Error('nodemailer’s MailComposer wrote no Content-Type');
  return { type, body: lines.slice(end + 4) };
}
