import { domainOf, type EmailAddress } from '../address/email-address.ts';
import type { Mailbox } from '../address/mailbox.ts';
import { escapeHtml, type Html, html, joinHtml, trusted } from '../render/escape.ts';
import type { Direction } from '../render/setting.ts';
import type { ThemeData } from '../render/theme/theme-data.ts';
import { dateField, mailboxField, plainField, textField } from './header.ts';
import { messageIds } from './identity.ts';
import type { Message } from './message.ts';
import { quotedPrintable } from './template/quoted-printable.ts';
import { structureOf } from './template/structure.ts';

/** A small mail to one person about something they, or somebody in their name, did on a page: never an issue. */
export interface Notice {
  readonly to: EmailAddress;
  /** BCP 47, of its words. */
  readonly lang: string;
  readonly dir: Direction;
  /** Plain text, as all of it is; nothing that a stranger typed belongs here before it is confirmed. */
  readonly subject: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** The one thing that can be done. */
  readonly action?: { readonly label: string; readonly url: string } | undefined;
  /** In small print, below. */
  readonly asides: readonly string[];
}

/** Who notices come from, and how they look. */
export interface NoticeSender {
  readonly newsletter: string;
  readonly from: Mailbox;
  readonly replyTo?: Mailbox | undefined;
  /** The envelope sender. */
  readonly bounces: EmailAddress;
  readonly postalAddress: string;
  readonly look: Pick<ThemeData, 'colours' | 'fonts'>;
}

/** What is one notice's own: `id` is the same on every attempt and for no other notice. */
export interface NoticeStamp {
  readonly id: string;
  readonly date: Date;
}

/**
 * The notice as MIME, text first and HTML last. It says that no person wrote it (RFC 3834 s.5), and has no header
 * of a list, as it goes to one person only. Its body is in the relaxed form already, as a signer may be told.
 * @throws {Failure} `message/header`
 */
export function composeNotice(sender: NoticeSender, notice: Notice, { id, date }: NoticeStamp): Message {
  const { type, beforeText, beforeHtml, end } = structureOf({ mailing: id, pictures: [] });
  const headers = [
    mailboxField('From', sender.from),
    mailboxField('To', { name: '', address: notice.to }),
    ...(sender.replyTo ? [mailboxField('Reply-To', sender.replyTo)] : []),
    textField('Subject', notice.subject),
    dateField(date),
    plainField('Message-ID', `<${messageIds(id, domainOf(sender.from.address))('notice')}>`),
    plainField('Auto-Submitted', 'auto-generated'),
    plainField('MIME-Version', '1.0'),
    type,
  ];
  const raw = Buffer.concat([
    Buffer.from(`${headers.join('\r\n')}\r\n\r\n`),
    beforeText,
    Buffer.from(quotedPrintable(textOf(sender, notice))),
    beforeHtml,
    Buffer.from(quotedPrintable(htmlOf(sender, notice))),
    end,
  ]);
  return { envelope: { from: sender.bounces, to: notice.to }, raw };
}

function textOf({ newsletter, postalAddress }: NoticeSender, notice: Notice): string {
  const { title, paragraphs, action, asides } = notice;
  const link = action ? [`${action.label}:\n${action.url}`] : [];
  return `${[title, ...paragraphs, ...link, ...asides, `-- \n${newsletter}\n${postalAddress}`].join('\n\n')}\n`;
}

function htmlOf({ newsletter, postalAddress, look }: NoticeSender, notice: Notice): Html {
  const { lang, dir, title, paragraphs, action, asides } = notice;
  const { light } = look.colours;
  const font = trusted(look.fonts.prose);
  const [label, small] = [
    trusted(look.fonts.label),
    trusted(`color:${light.muted};font-size:14px;line-height:1.5`),
  ];
  return html`<!doctype html>
<html lang="${escapeHtml(lang)}" dir="${trusted(dir)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(notice.subject)}</title>
<style>${darkStyle(look)}</style>
</head>
<body class="canvas" style="margin:0;padding:24px 12px;background:${trusted(light.canvas)}">
<div class="sheet" lang="${escapeHtml(lang)}" dir="${trusted(dir)}" style="max-width:520px;margin:0 auto;padding:32px 28px;background:${trusted(light.sheet)};color:${trusted(light.ink)};border-radius:8px;font-family:${font};font-size:17px;line-height:1.6">
<p class="muted" style="margin:0 0 20px;font-family:${label};${small}"><bdi>${escapeHtml(newsletter)}</bdi></p>
<h1 style="margin:0 0 16px;font-size:25px;line-height:1.25;font-weight:600">${escapeHtml(title)}</h1>
${joinHtml(paragraphs.map((text) => html`<p style="margin:0 0 16px">${escapeHtml(text)}</p>\n`))}${actionHtml(action, look)}${joinHtml(asides.map((text) => html`<p class="muted" style="margin:0 0 16px;${small}">${escapeHtml(text)}</p>\n`))}<p class="muted rule" style="margin:24px 0 0;padding:16px 0 0;border-top:1px solid ${trusted(light.rule)};font-family:${label};${small}">${escapeHtml(postalAddress)}</p>
</div>
</body>
</html>
`;
}

function actionHtml(action: Notice['action'], { colours, fonts }: NoticeSender['look']): Html {
  if (!action) return trusted('');
  const { accent, onAccent } = colours.light;
  const style = trusted(
    `display:inline-block;padding:13px 22px;border-radius:6px;background:${accent};color:${onAccent};font-family:${fonts.label};font-size:16px;font-weight:600;line-height:1.2;text-decoration:none`,
  );
  const link = html`<a class="action" href="${escapeHtml(action.url)}" style="${style}">${escapeHtml(action.label)}</a>`;
  return html`<p style="margin:24px 0">${link}</p>\n`;
}

function darkStyle({ colours: { dark } }: NoticeSender['look']): Html {
  return trusted(`@media (prefers-color-scheme:dark){.canvas{background:${dark.canvas}!important}
.sheet{background:${dark.sheet}!important;color:${dark.ink}!important}
.muted{color:${dark.muted}!important}.rule{border-color:${dark.rule}!important}
.action{background:${dark.accent}!important;color:${dark.onAccent}!important}}`);
}
