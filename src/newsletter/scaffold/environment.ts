/** `.env`: the secrets of one machine. `secret` signs the links in mails. */
export function environmentText(secret: string): string {
  return `# Secrets of this machine. Never put this file under version control.

# Signs the links in your mails. Keep it: links in mails already sent need it.
PENNYPOST_SECRET=${secret}

# The server your mail goes out through. Without it, mail stays on this machine, in the outbox.
# SMTP_URL=smtps://user:password@smtp.example.org:465

# The mailbox that readers leave by, if newsletter.yaml names one under “unsubscribe”.
# INBOX_URL=imaps://user:password@imap.example.org/INBOX

# The key that signs your mail, if your server does not: pennypost dkim makes one.
# DKIM_KEY_FILE=dkim/s1.pem
`;
}

/** `.env.example`: what `.env` holds, for others who work on the newsletter. */
export const environmentExample = `# Copy this file to .env and fill it in. Never put .env under version control.

# Signs the links in your mails: at least 32 random characters. To make some:
#   node -p "crypto.randomBytes(32).toString('base64url')"
PENNYPOST_SECRET=

# The server your mail goes out through. Without it, mail stays on this machine, in the outbox.
# SMTP_URL=smtps://user:password@smtp.example.org:465

# The mailbox that readers leave by, if newsletter.yaml names one under “unsubscribe”.
# INBOX_URL=imaps://user:password@imap.example.org/INBOX

# The key that signs your mail, if your server does not: pennypost dkim makes one.
# DKIM_KEY_FILE=dkim/s1.pem
`;
