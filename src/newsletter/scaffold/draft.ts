import { yamlText } from './yaml-text.ts';

/** An issue just begun: its front matter, and a greeting where the writer goes on. */
export function draftIssue(title: string, day: string, greets: boolean): string {
  return `---
title: ${yamlText(title)}
# subject: What the inbox shows; the newsletter’s pattern makes one otherwise.
# preview: The words an inbox shows behind the subject.
date: ${day}
---
${greets ? 'Dear {{first_name|reader}},' : 'Dear reader,'}
`;
}

/** A title as one line: spaces and line breaks run together, control characters gone. */
export function titleOnOneLine(words: string): string {
  return words
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(/[\p{Cc}\ufeff]/gu, '')
    .trim();
}
