/** The first issue of a new newsletter: it can be sent as it stands, and shows what an issue may hold. */
export function helloIssue(day: string): string {
  return `---
title: Hello
preview: A first issue, which shows what an issue can hold.
date: ${day}
---
Hello {{first_name|there}},

This is a whole issue in one file. You are reading it as your readers will, and you can change every word of it
in any editor. While \`pennypost preview\` runs, each save is on the page at once.

## What you can write

Plain Markdown: *stress* and **more stress**, [links](https://commonmark.org/help/), lists, tables and \`code\`.
Two things help with the rest:

- A name in double braces is each reader’s own. The greeting above says “there” to those whose name is not known.
- The mail’s text version, its unsubscribe link and your postal address are made for you.

## From here to an inbox

1. Change this text until you like it.
2. Say \`pennypost check\` to hear what is wrong with it, if anything.
3. Mail yourself one copy with \`pennypost test\`.
4. Mail it to everybody with \`pennypost send\`, which shows its plan and asks first.

:::callout{tone=tip}
Until you name a mail server, nothing leaves this machine: every mail lands in the outbox, where you can open it.
:::

> I have made this longer than usual because I have not had time to make it shorter.
>
> — Blaise Pascal, 1657

## Worth reading

A list in which every item starts with a link is set as a reading list:

- [Markdown in ten minutes](https://commonmark.org/help/tutorial/), by the people who wrote its standard
- [Markdown, as it began](https://daringfireball.net/projects/markdown/), by John Gruber

:::only{segment=friends}
Only readers with the tag “friends” see this paragraph: an issue may hold a few words for some of its readers.
:::

---

Thank you for reading.
`;
}
