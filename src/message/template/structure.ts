import type { Edition, Picture } from '../edition.ts';
import { type HeaderField, plainField } from '../header.ts';
import { boundary } from '../identity.ts';

/** The bytes around the two texts of a message, the same in all copies of an edition. */
export interface Structure {
  /** The header that names the parts. */
  readonly type: HeaderField;
  readonly beforeText: Buffer;
  readonly beforeHtml: Buffer;
  readonly end: Buffer;
}

/**
 * multipart/alternative with the text first and the HTML last (RFC 2046 s.5.1.4), pictures in a
 * multipart/related with the HTML (RFC 2387). The boundaries hold `=_`, which neither quoted-printable nor
 * base64 can (RFC 2045 s.6.7), so that no reader's data can end a part.
 */
export function structureOf({ mailing, pictures }: Pick<Edition, 'mailing' | 'pictures'>): Structure {
  const digest = boundary(mailing);
  const [outer, inner] = [`=_alternative-${digest}`, `=_related-${digest}`];
  const related = pictures.length > 0;
  const open = [`--${outer}`, multipart('related; type="text/html"', inner), '', `--${inner}`];
  const close = [...pictures.flatMap((picture) => [`--${inner}`, ...pictureLines(picture)]), `--${inner}--`];
  return {
    type: multipart('alternative', outer),
    beforeText: bytes([`--${outer}`, ...textHead('plain')]),
    beforeHtml: bytes(['', ...(related ? open : [`--${outer}`]), ...textHead('html')]),
    end: bytes(['', ...(related ? close : []), `--${outer}--`, '']),
  };
}

function multipart(kind: string, name: string): HeaderField {
  return `Content-Type: multipart/${kind};\r\n boundary="${name}"`;
}

function textHead(kind: 'plain' | 'html'): string[] {
  return [`Content-Type: text/${kind}; charset=utf-8`, 'Content-Transfer-Encoding: quoted-printable', '', ''];
}

/** RFC 2045 s.6.8: base64 in lines of 76. */
function pictureLines({ cid, name, type, content }: Picture): string[] {
  const file = name.replace(/[^\w.-]+/g, '-');
  return [
    `${plainField('Content-Type', type)};\r\n name="${file}"`,
    plainField('Content-ID', `<${cid}>`),
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: inline;\r\n filename="${file}"`,
    '',
    ...(content.toString('base64').match(/.{1,76}/g) ?? ['']),
  ];
}

function bytes(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'));
}
