const name = '(?:unsub|opt_?out|preferenc|update_?profile|webversion|web_?view|view_?in_?browser|forward)';

/**
 * What other tools write where they put a reader’s own link, to leave the list or to see the mail in a browser:
 * Mailchimp `*|UNSUB|*`, Brevo `{{ unsubscribe }}`, Kit `{{ unsubscribe_url }}`, MailerLite `{$unsubscribe}`,
 * Mailgun `%unsubscribe_url%`, SendGrid `<%asm_group_unsubscribe_raw_url%>`, Campaign Monitor `[unsubscribe]`.
 */
const macros = [
  /\*\|[A-Z0-9_:]+\|\*/,
  new RegExp(`\\{[{%]{0,2}\\s*\\$?[a-z_. ]*${name}[a-z_. ]*[}%]`, 'i'),
  new RegExp(`<%[a-z_ -]*${name}|%${name}[a-z_]*%`, 'i'),
  new RegExp(`^(?:https?://)?(?:\\[{1,2}|##)${name}[a-z_ ]*(?:\\]{1,2}|##)$`, 'i'),
];

/** Whether an address is, or has in it, what another tool would have replaced by a reader’s own link. */
export function hasForeignMacro(url: string): boolean {
  return /[*{<%[#]/.test(url) && macros.some((macro) => macro.test(url));
}
