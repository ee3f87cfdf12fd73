import { yamlText } from './yaml-text.ts';

/** The `newsletter.yaml` of a newsletter just made: every line says what it is for. */
export function settingsText(name: string): string {
  return `# yaml-language-server: $schema=.pennypost/schema/newsletter.json
# What your newsletter is. Passwords and keys belong in .env, never here.

name: ${yamlText(name)}

# Who it is from, and where answers go. Use an address you own before you go live.
from: ${yamlText(`${name} <hello@example.org>`)}
replyTo: hello@example.org

# {name}, {title} and {date} are filled in for each issue.
subject: "{name}: {title}"

# The language you write in: en, de-CH, ar …
lang: en

# Where your readers’ pages live: unsubscribe, forward, archive.
url: https://news.example.org

# Without a server for them: a mailbox that takes people off the list, which “pennypost inbox” reads.
# unsubscribe: { mailbox: leave@news.example.org }

# The law asks for a postal address in every mail.
address: PO Box 1, Exampleton, EX 00000

# Merge fields: {{first_name}} in an issue is each reader’s own, or the fallback.
fields:
  first_name: { fallback: there }

# Names for parts of your list. An issue may speak to one with :::only{segment=friends}.
segments:
  friends: tag:friends

# The two sentences under every issue; the words in [brackets] become links.
footer:
  unsubscribe: Is this newsletter no longer for you? You can [unsubscribe] at any time.
  forward: Do you know somebody who would like this? Please [forward] it to them; they can [subscribe here].

# What the form at /subscribe asks for, and which lists it opens.
# subscribe:
#   lists: [readers]
#   fields:
#     first_name: {}

# How fast mail goes out once SMTP_URL is set in .env. Your provider says what it allows.
# sending:
#   rate: 10/s, 5000/d
#   connections: 5
`;
}
