import type { Help } from '../help.ts';

/** What settings and templates may have against them, of what people meet. */

function setting(code: string, about: string, wrong: string, right: string): Help {
  return { code, severity: 'error', about, wrong, right, of: 'settings' };
}

function template(code: string, about: string, wrong: string, right: string): Help {
  return { code, severity: 'error', about, wrong, right, of: 'template' };
}

const link = (name: string): string => `<a href="{{footer.${name}.url}}">{{footer.${name}.label}}</a>`;

export const newsletterHelps: readonly Help[] = [
  setting(
    'settings/secret',
    'The settings are shared and put under version control; what opens a door belongs into .env.',
    'smtp: smtp://ada:correct-horse@smtp.example.org',
    '# .env\nSMTP_URL=smtp://ada:correct-horse@smtp.example.org',
  ),
  setting(
    'settings/unknown-key',
    'A key that there is not: what it says would have no effect.',
    'reply_to: hello@example.org',
    'replyTo: hello@example.org',
  ),
  setting(
    'settings/missing',
    'What a newsletter cannot be without: a name, a sender, a postal address, and a way to leave.',
    'name: News',
    'name: News\nfrom: News <hello@example.org>\nurl: https://news.example.org\naddress: PO Box 1, Exampleton',
  ),
  setting(
    'settings/theme',
    'A theme is one of Pennypost’s, or a folder of templates in the newsletter’s own.',
    'theme: digets',
    'theme: digest',
  ),
  setting('settings/syntax', 'The settings cannot be read as YAML.', 'name: "News', 'name: "News"'),
  template(
    'template/no-unsubscribe',
    'Every mail has a link to unsubscribe that can be seen: Gmail, Yahoo and the law ask for it.',
    '<p>{{footer.sentTo}}</p>',
    `<p>${link('unsubscribe')}</p>`,
  ),
  template(
    'template/no-forward',
    'Every mail has a link to forward the issue.',
    `<p>${link('unsubscribe')}</p>`,
    `<p>${link('unsubscribe')} ${link('forward')}</p>`,
  ),
  template(
    'template/no-subscribe',
    'A friend who gets a forwarded copy finds where to subscribe.',
    `<p>${link('forward')}</p>`,
    `<p>${link('forward')} ${link('subscribe')}</p>`,
  ),
  template(
    'template/no-address',
    'Every mail has a postal address: the law of most countries asks for it.',
    '<p>{{newsletter.name}}</p>',
    '<p>{{newsletter.name}}<br>{{footer.postalAddress}}</p>',
  ),
  template(
    'template/no-recipient',
    'Every mail says whom it went to, so that who gets it forwarded knows whose it was.',
    '<p>{{newsletter.name}}</p>',
    '<p>{{newsletter.name}}</p><p>{{footer.sentTo}}</p>',
  ),
  template(
    'template/slot-place',
    'What differs by reader may stand in words and in quoted attributes only, where it cannot become markup.',
    '<style>.a { content: "{{footer.sentTo}}" }</style>',
    '<p>{{footer.sentTo}}</p>',
  ),
  template(
    'template/mjml',
    'MJML does not take a tag or an attribute that is written there.',
    '<mj-text colour="red">{{content}}</mj-text>',
    '<mj-text color="#ff0000">{{content}}</mj-text>',
  ),
  template(
    'template/syntax',
    'Handlebars cannot read the template.',
    '{{#if href}}<p>{{label}}</p>',
    '{{#if href}}<p>{{label}}</p>{{/if}}',
  ),
  template(
    'template/unknown-variable',
    'A name that this template is not given.',
    '<p>{{titel}}</p>',
    '<h1>{{title}}</h1>',
  ),
];
