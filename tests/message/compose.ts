import type MailComposer from 'nodemailer/lib/mail-composer';
import type { Copy, Edition, Picture } from './edition.ts';
import { messageHeaders } from './headers.ts';
import { boundary } from './identity.ts';
import type { Message } from './message.ts';

/**
 * One reader's copy as MIME: multipart/alternative with the text first and the HTML last (RFC 2046 s.5.1.4),
 * both UTF-8 in quoted-printable; pictures in a multipart/related with the HTML (RFC 2387). Lines end with
 * CRLF. The same edition, copy and date give the same bytes.
 * @throws {Failure} `message/header` when an address or a link cannot stand in a header.
 */
export async function composeMessage(edition: Edition, copy: Copy): Promise<Message> {
  const { default: Composer } = await import('nodemailer/lib/mail-composer');
  const built = await new Composer(partsOf(edition, copy)).compile().build();
  const { type, body } = splitRoot(built.toString('latin1'));
  const head = [...messageHeaders(edition, copy), type].join('\r\n');
  return {
    envelope: { from: edition.bounces, to: copy.to },
    raw: Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body, 'latin1')]),
  };
}

function partsOf(edition: Edition, copy: Copy): MailComposer.Options {
  return {
    messageId: '<none>',
    date: copy.date,
    baseBoundary: boundary(edition.mailing, copy.subscriber),
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
